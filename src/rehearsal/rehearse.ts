// The test sign-in: signs in with the stick's PFX, opened with the password on the stick, to a server that trusts only the
// stick's root. Nothing leaves this computer.
import { request } from 'node:https'
import { UserError } from '../errors.ts'
import { MEDIA_PATHS, pfxPath } from '../media/layout.ts'
import { findFile, type Medium } from '../media/medium.ts'
import { readRoot } from '../verify/certificate.ts'
import { type MediumSecret, readSecrets } from '../verify/secrets.ts'
import type { RandomBytes } from '../world.ts'
import { LOOPBACK_ADDRESS, LOOPBACK_NAME } from '../x509/loopback.ts'
import { openPfx } from '../x509/pfx-reader.ts'
import type { SignIn } from './seen.ts'
import { type RehearsalServer, startServer } from './server.ts'

/** The result for one PFX of a stick. */
export interface Rehearsal {
  /** Its path on the stick; null if none was found. */
  readonly pfx: string | null
  /** The files on the stick that contain its password. */
  readonly places: readonly string[]
  readonly signIn: SignIn
}

/** From the caller. */
export interface Circumstances {
  readonly random: RandomBytes
  readonly now: Date
}

/** One for each PFX that the stick imports; at least one. A good stick has one. */
export async function rehearse(medium: Medium, circumstances: Circumstances): Promise<readonly Rehearsal[]> {
  try {
    const root = rootOf(medium, circumstances.now)
    const secrets = readSecrets(medium)
    if (secrets.length === 0) return [failed('no file on the stick contains the password of a PFX')]
    const rehearsals: Rehearsal[] = []
    for (const secret of secrets) rehearsals.push(await rehearseOne(medium, { root, secret }, circumstances))
    return rehearsals
  } catch (error) {
    if (error instanceof UserError) return [failed(error.message)]
    throw error
  }
}

/** The stick's root, DER. @throws UserError wrong-input: there is none that can be trusted */
export function rootOf(medium: Medium, now: Date): Uint8Array {
  const der = findFile(medium, MEDIA_PATHS.rootCertificate)
  if (der === undefined) throw new UserError('wrong-input', `${MEDIA_PATHS.rootCertificate} was not found`)
  const { certificate, findings } = readRoot(der, now)
  const [fault] = findings
  if (fault !== undefined) throw new UserError('wrong-input', fault.message)
  return certificate?.raw ?? der
}

async function rehearseOne(
  medium: Medium,
  { root, secret }: { readonly root: Uint8Array; readonly secret: MediumSecret },
  circumstances: Circumstances,
): Promise<Rehearsal> {
  const pfx = pfxPath(secret.pfxFileName)
  const { places, password } = secret
  const bytes = findFile(medium, pfx)
  if (bytes === undefined) return { pfx, places, signIn: refused(`${pfx} was not found`) }
  try {
    await openPfx(bytes, password) // because its error messages are better than the handshake's
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { pfx, places, signIn: refused(error.message) }
  }
  let signIn = refused('no connection reached the server')
  const server = await startServer({ root, ...circumstances, onSignIn: (seen) => (signIn = seen) })
  try {
    await visit(server, bytes, password.reveal())
  } catch (error) {
    if (!signIn.accepted) signIn = refused(error instanceof Error ? error.message : String(error))
  } finally {
    server.close()
    await server.closed
  }
  return { pfx, places, signIn }
}

/** Requests the page over a new connection, and reads it to its end. */
function visit(server: RehearsalServer, pfx: Uint8Array, passphrase: string): Promise<void> {
  const options = {
    host: LOOPBACK_ADDRESS,
    port: server.port,
    servername: LOOPBACK_NAME,
    ca: [server.certificate],
    pfx: Buffer.from(pfx),
    passphrase,
    agent: false,
  }
  return new Promise((resolve, reject) => {
    const visiting = request(options, (response) => response.resume().once('end', resolve))
    visiting.once('error', reject).end()
  })
}

function refused(why: string): SignIn {
  return { accepted: false, why }
}

function failed(why: string): Rehearsal {
  return { pfx: null, places: [], signIn: refused(why) }
}
