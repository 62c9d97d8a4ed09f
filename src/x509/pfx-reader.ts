// Opens a PFX with other code than wrote it: the OpenSSL inside Node, through its TLS contexts. They check the MAC,
// decrypt everything, and refuse a key that does not belong to its certificate.
import { Duplex } from 'node:stream'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { highestIterationCount } from './pfx-iterations.ts'

const MAXIMUM_ITERATIONS = 600_000 // Windows refuses more

export interface OpenedPfx {
  /** The one that the key belongs to, DER. */
  readonly certificate: Uint8Array
}

/** @throws wrong-input, saying whether the password or the file is at fault */
export function openPfx(pfx: Uint8Array, password: Secret): OpenedPfx {
  const iterations = highestIterationCount(pfx)
  if (iterations > MAXIMUM_ITERATIONS)
    throw new UserError('wrong-input', `the PFX cannot be read: it asks for ${iterations} iterations`, {
      hint: `make it with at most ${MAXIMUM_ITERATIONS}; Windows refuses more`,
    })
  const context = openContext(pfx, password)
  const silent = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  // a socket that nothing goes through: it alone gives a context's certificate back
  const socket = new TLSSocket(silent, { secureContext: context })
  const certificate = socket.getX509Certificate()
  socket.destroy()
  silent.destroy()
  if (certificate === undefined) throw new UserError('wrong-input', 'the PFX holds no certificate')
  return { certificate: certificate.raw }
}

function openContext(pfx: Uint8Array, password: Secret): SecureContext {
  try {
    // no `ca`, and Node would load all the roots that it trusts
    return createSecureContext({ pfx: Buffer.from(pfx), passphrase: password.reveal(), ca: [] })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    if (/mac verify failure/i.test(reason))
      throw new UserError('wrong-input', 'the password does not open the PFX', { cause })
    if (/unable to load certificate/i.test(reason))
      throw new UserError('wrong-input', 'the PFX holds no certificate that belongs to its key', { cause })
    throw new UserError('wrong-input', `the PFX cannot be read: ${reason}`, { cause })
  }
}
