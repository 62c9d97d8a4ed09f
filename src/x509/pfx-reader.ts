// Opens a PFX with other code than wrote it: the OpenSSL inside Node, through its TLS contexts. They check the MAC,
// decrypt everything, and refuse a key that does not belong to its certificate. OpenSSL has the only say about the
// first PFX of a thread, and the last about all; those that follow `pfx-parts.ts` may find sound before it is asked.
import { Duplex, type DuplexOptions } from 'node:stream'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { TAG } from './der-reader.ts'
import { highestIterationCount } from './pfx-iterations.ts'
import { type OpenedPfx, openParts } from './pfx-parts.ts'

const MAXIMUM_ITERATIONS = 600_000 // Windows refuses more

/** @throws wrong-input, saying whether the password or the file is at fault */
export function openPfx(pfx: Uint8Array, password: Secret): OpenedPfx {
  const iterations = highestIterationCount(pfx)
  if (iterations > MAXIMUM_ITERATIONS)
    throw new UserError('wrong-input', `the PFX cannot be read: it asks for ${iterations} iterations`, {
      hint: `make it with at most ${MAXIMUM_ITERATIONS}; Windows refuses more`,
    })
  const found = isFirst ? null : openParts(pfx, password)
  if (found !== null) return found
  const socket = openReader()
  socket.setKeyCert(openContext(pfx, password))
  const x509 = socket.getX509Certificate()
  if (x509 === undefined) throw new UserError('wrong-input', 'the PFX holds no certificate')
  isFirst = false
  return { certificate: x509.raw, x509 }
}

/** Whether OpenSSL has found none sound in this thread yet. */
let isFirst = true
let reader: TLSSocket | null = null

const SILENT: DuplexOptions = { read() {}, write: (_chunk, _encoding, done) => done() }

/**
 * A socket that nothing goes through: it alone gives a context's certificate back. One for all, because each keeps some
 * 15 KB that the garbage collector does not see. Only a server's takes another key.
 */
export function openReader(): TLSSocket {
  reader ??= new TLSSocket(new Duplex(SILENT), {
    isServer: true,
    secureContext: createSecureContext({ ca: [] }),
  })
  return reader
}

/** As a PFX begins, DER or BER (RFC 7292 §4). */
function isSequence(bytes: Uint8Array): boolean {
  return bytes[0] === TAG.sequence
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
    if (!isSequence(pfx)) throw new UserError('wrong-input', 'this is no PFX', { cause })
    throw new UserError('wrong-input', `the PFX cannot be read: ${reason}`, { cause })
  }
}
