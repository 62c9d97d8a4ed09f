// A stick that was made before, to be made again: which one a name means, and the request that made it, read back from the
// inventory. Everything after is the way of any new stick. Where its files lay is not part of it: that is asked anew.
import { hash } from 'node:crypto'
import { IMPORT_DESCRIPTION, importCommand } from '../answer-file/commands.ts'
import { ARCHITECTURES } from '../answer-file/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { findCertificates } from '../inventory/lookup.ts'
import type { Reader } from '../inventory/reader.ts'
import type { Template } from '../plan/plan.ts'
import { type RequestInput, recallRequest } from '../request/request.ts'
import { userPrincipalNameKey } from '../request/user-principal-name.ts'
import { Secret } from '../secret.ts'
import { diffAnswerFiles } from './answer-file-diff.ts'
import { produceAnswerFile } from './produce.ts'

/** A stick as it was made last. */
export interface FormerStick {
  /** Without the password, which no record has. */
  readonly input: RequestInput
  readonly outputName: string
  /** Of the answer file that it was made from, lower-case hex. */
  readonly templateSha256: string
}

/** The newest certificate of every user and device, the latest first. */
export function listFormer(inventory: Reader): Certificate[] {
  const latest = new Map<string, Certificate>()
  for (const certificate of inventory.newest()) {
    const subject = subjectOf(certificate)
    if (certificate.issuedAt !== null && !latest.has(subject)) latest.set(subject, certificate)
  }
  return [...latest.values()]
}

/**
 * @param inventory null: nothing was recorded yet
 * @throws UserError wrong-input: nothing has that name, or several have, or certstick did not make it
 */
export function findFormer(inventory: Reader | null, query: string): FormerStick {
  const named = inventory === null ? [] : findCertificates(inventory, query)
  const found = named.filter(({ issuedAt }) => issuedAt !== null)
  if (inventory === null || found.length === 0) {
    throw new UserError('wrong-input', `no issued certificate has the name ${JSON.stringify(query)}`, {
      hint: 'give a device, a user principal name, the name of an output or a serial number; certstick list shows all',
    })
  }
  const newest = new Map(found.toReversed().map((one) => [subjectOf(one), one])) // the first of each stays
  const spelled = [...newest.values()].filter((one) => isSpelled(one, query))
  const [only, ...others] = spelled.length > 0 ? spelled : [...newest.values()].reverse()
  if (only === undefined || others.length > 0) throw ambiguous(query, [...newest.values()].reverse())
  return readFormer(inventory, only)
}

/** @throws UserError wrong-input where certstick did not make it */
export function readFormer(inventory: Reader, certificate: Certificate): FormerStick {
  const { serialNumber, userPrincipalName, device, name } = certificate
  const request: Partial<Readonly<Record<string, string>>> = inventory.request(serialNumber) ?? {}
  const { template, templateSha256 } = request
  if (template === undefined || templateSha256 === undefined) {
    throw new UserError('wrong-input', `certstick did not make the stick of ${userPrincipalName}`, {
      hint: 'make a new one with certstick new; the certificate can be revoked all the same',
    })
  }
  return {
    outputName: name,
    templateSha256,
    input: {
      upn: userPrincipalName,
      device: device ?? undefined,
      ...recallRequest(request),
    },
  }
}

/** Who and what it is for: the certificates of one subject took each other's place. */
function subjectOf({ userPrincipalName, device, name }: Certificate): string {
  return JSON.stringify([userPrincipalNameKey(userPrincipalName), device, name])
}

/** In just that case: an output may be named like the device of another but for its case. Users are one in any case. */
function isSpelled({ device, name }: Certificate, query: string): boolean {
  return device === query || name === query
}

function ambiguous(query: string, certificates: readonly Certificate[]): UserError {
  return new UserError('wrong-input', `${JSON.stringify(query)} may mean several sticks`, {
    hint: 'give the name of one of the outputs, or a serial number',
    problems: certificates.map(({ name, userPrincipalName, serialNumber }) => ({
      field: name,
      message: `${userPrincipalName}, serial number ${serialNumber}`,
    })),
  })
}

export function isTemplateChanged({ templateSha256 }: FormerStick, { bytes }: Template): boolean {
  return hash('sha256', bytes, 'hex') !== templateSha256
}

/**
 * How the template differs from what the former media were made from, secrets masked: both are rendered with one same
 * command, so that what certstick added is no difference.
 * @param formerAnswerFile of the former media
 */
export function diffTemplates(former: FormerStick, formerAnswerFile: Uint8Array, template: Template): string {
  const path = importCommand({
    password: new Secret('********'),
    pfxFileName: 'user-cba.pfx',
    exportable: false,
  })
  const plan = {
    commands: [{ description: IMPORT_DESCRIPTION, path }],
    computerName: former.input.device ?? null,
    addWindowsPe: former.input.addWindowsPe ?? false,
  }
  const asBefore = ARCHITECTURES.filter((one) => former.input.architecture?.split(',').includes(one))
  const architectures = asBefore.length === 0 ? null : asBefore
  const before = produceAnswerFile(formerAnswerFile, { ...plan, architectures: null, bundled: false })
  const after = produceAnswerFile(template.bytes, { ...plan, architectures, bundled: template.bundled })
  return diffAnswerFiles({ name: template.name, before, after })
}
