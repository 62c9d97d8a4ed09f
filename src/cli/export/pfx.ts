// The PFX of a hand-over: from the file that was named, or from the stick files that `new` made, where they still exist.
// No private key is stored anywhere else. Either way it is opened, and must hold the certificate that the inventory has.
import { join, resolve } from 'node:path'
import { UserError, unlessRefused } from '../../errors.ts'
import type { HandoverPfx } from '../../handover/handover.ts'
import { findMedia } from '../../media/disk-find.ts'
import { readUpTo } from '../../media/disk-read.ts'
import { pfxPath } from '../../media/layout.ts'
import { findFile } from '../../media/medium.ts'
import { shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import { openFound } from '../../verify/found.ts'
import { readSecrets } from '../../verify/secrets.ts'
import { readPfxFormat } from '../../x509/pfx-format.ts'
import type { PfxFormat } from '../../x509/pfx-formats.ts'
import { type OpenedPfx, openPfx, PfxRefusal } from '../../x509/pfx-reader.ts'
import { rewrapAsLegacy } from '../../x509/pfx-rewrap.ts'
import type { Context } from '../context.ts'
import { outputFolder, shownPath } from '../folders.ts'
import type { ExportOptions } from '../options.ts'
import { readPassword as readGiven } from '../secrets.ts'
import { mistakenForPfx } from './pfx-mistaken.ts'

interface FoundPfx {
  readonly bytes: Uint8Array
  readonly password: Secret
  /** Where both stand, in words; null where they were given. */
  readonly source: string | null
}

/** What the inventory has of a certificate. */
export interface RecordedCertificate {
  readonly serialNumber: string
  readonly userPrincipalName: string
  /** Of the output. */
  readonly name: string
  /** DER. */
  readonly certificate: Uint8Array
  /** Empty where another tool issued it. */
  readonly request: Readonly<Record<string, string>>
}

export interface OpenedHandoverPfx {
  readonly pfx: HandoverPfx
  readonly password: Secret
  readonly source: string | null
}

/** Which certificate's it has to be, and how. */
export interface PfxWish {
  readonly issued: RecordedCertificate
  /** Whether a modern one is rewritten in the legacy format. */
  readonly legacy: boolean
  /** Of the certificate's issuer, DER. */
  readonly root: Uint8Array
}

/** @throws UserError wrong-input where there is none, it does not open, or it holds another certificate */
export async function openedPfx(
  { issued, legacy, root }: PfxWish,
  options: ExportOptions,
  context: Context,
): Promise<OpenedHandoverPfx> {
  const { pfxIn } = options
  const { bytes, password, source } =
    pfxIn === undefined
      ? await findMadePfx(issued, options, context)
      : await readGivenPfx(pfxIn, options, context)
  const { certificate } = await (pfxIn === undefined ? openPfx(bytes, password) : openGiven(bytes, password))
  if (Buffer.compare(certificate, issued.certificate) !== 0) {
    throw new UserError('wrong-input', `the PFX does not hold certificate ${issued.serialNumber}`, {
      hint: 'give the PFX of this certificate with --pfx-in, or name the certificate that is in the PFX',
    })
  }
  const exportable = issued.request['exportable'] === 'true'
  const autoSelect = issued.request['autoSelect'] === 'true'
  const format = formatOf(bytes)
  if (!legacy || format === 'legacy')
    return { pfx: { bytes, format, exportable, autoSelect }, password, source }
  const content = { certificate, chain: [root], friendlyName: issued.userPrincipalName }
  const repacked = await rewrapAsLegacy({ pfx: bytes, password }, content, context.world.random)
  return {
    pfx: { bytes: repacked, format: 'legacy', exportable, autoSelect },
    password,
    source: source === null ? null : `${source}, rewritten in the legacy format`,
  }
}

/** Of a PFX that was opened: one that is no DER, such as NSS writes, may be anything, and is taken for modern. */
function formatOf(pfx: Uint8Array): PfxFormat {
  return unlessRefused(() => readPfxFormat(pfx), 'modern')
}

/** Larger than any that holds one key and its certificates. */
const MAX_PFX_BYTES = 1024 * 1024

async function readGivenPfx(path: string, options: ExportOptions, context: Context): Promise<FoundPfx> {
  const bytes = readUpTo(resolve(context.world.cwd, path), MAX_PFX_BYTES, 'followed')
  if (bytes === null || typeof bytes === 'string') {
    throw new UserError('wrong-input', `${shown(path)} ${bytes ?? `has more than ${MAX_PFX_BYTES} bytes`}`, {
      hint: 'give --pfx-in a PFX file',
    })
  }
  return { bytes, password: await readPassword(options, context), source: null }
}

/** @throws UserError wrong-input: the file or its password is at fault */
async function openGiven(pfx: Uint8Array, password: Secret): Promise<OpenedPfx> {
  try {
    return await openPfx(pfx, password)
  } catch (error) {
    if (!(error instanceof PfxRefusal)) throw error
    const mistaken = error.fault === 'no-pfx' ? mistakenForPfx(pfx) : null
    const hint = error.hint ?? 'give the PFX of this certificate, and its password with --password-file'
    throw new UserError('wrong-input', 'the PFX cannot be exported', {
      problems: [{ field: 'pfxIn', ...(mistaken ?? { message: error.message, hint }) }],
      cause: error,
    })
  }
}

async function readPassword(options: ExportOptions, context: Context): Promise<Secret> {
  const { world, terminal } = context
  const given = await readGiven(options.passwordFile, context)
  if (given !== undefined) return given
  if (!terminal.interactive || options.yes === true) {
    throw new UserError('wrong-input', 'the password of the PFX is missing', {
      hint: 'give --password-file, or set CERTSTICK_PFX_PASSWORD',
    })
  }
  const { makePrompts } = await import('../prompts.ts')
  return makePrompts(world).secret({ message: 'Password of the PFX' })
}

/** From the output folder to which `new` wrote this certificate's stick files, as the inventory has it. */
async function findMadePfx(
  { name, certificate }: RecordedCertificate,
  options: ExportOptions,
  { world }: Context,
): Promise<FoundPfx> {
  const folder = join(outputFolder(options, world), name)
  for (const found of unlessRefused(() => findMedia(folder), [])) {
    const medium = await openFound(found)
    for (const { pfxFileName, password, places } of readSecrets(medium)) {
      const bytes = findFile(medium, pfxPath(pfxFileName))
      if (bytes === undefined || !(await holds(bytes, password, certificate))) continue
      const source = `${shownPath(found.path, world)} (password in ${places.join(' and ')})`
      return { bytes, password, source }
    }
  }
  throw new UserError('wrong-input', 'the PFX of this certificate was not found in the output folder', {
    hint: 'name the output folder with --output, give the PFX with --pfx-in, or recreate the stick with certstick regenerate; certstick keeps no private key',
  })
}

async function holds(pfx: Uint8Array, password: Secret, certificate: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare((await openPfx(pfx, password)).certificate, certificate) === 0
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}
