// TLS 1.3 handshakes in memory, by the OpenSSL inside Node. The key of an identity signs, and the public key of its certificate
// verifies the signature. A server that trusts one root also judges the client's certificate, as servers of a sign-in do.
import type { X509Certificate } from 'node:crypto'
import { type Duplex, duplexPair } from 'node:stream'
import {
  connect,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket as Socket,
  TLSSocket,
} from 'node:tls'
import { encodePem } from './pem.ts'

/**
 * TLS 1.3, because there the server always signs. No trusted roots, because Node 20 needs long to load them. The strength of
 * key and signatures is not checked, because old certificates must be readable too.
 */
const TLS_OPTIONS: SecureContextOptions = {
  ca: [],
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.3', // despite NODE_OPTIONS
  ciphers: 'DEFAULT@SECLEVEL=0',
  ecdhCurve: 'X25519', // the cheapest: nobody listens, and OpenSSL 3.5 would add a key exchange against quantum computers
}

/** @param root the only root that is trusted, DER; null: none */
export function contextOptions(root: Uint8Array | null): SecureContextOptions {
  return root === null ? TLS_OPTIONS : { ...TLS_OPTIONS, ca: [encodePem('CERTIFICATE', root)] }
}

/**
 * The identity as a server's.
 * @param context for server and client
 * @returns the server's certificate, with which the client has verified the signature, and the certificates sent with it
 */
export async function shakeHands(context: SecureContext): Promise<X509Certificate[]> {
  const [serverEnd, clientEnd] = duplexPair()
  const server = new TLSSocket(serverEnd, { isServer: true, secureContext: context })
  // Trust is not checked, because the certificate is a client's. The signature is verified anyway.
  const client = connect({ socket: clientEnd, secureContext: context, rejectUnauthorized: false })
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('secureConnect', resolve).on('error', reject)
      server.on('error', reject)
    })
    return certificatesOf(client)
  } finally {
    await end(server, client)
  }
}

export interface SignedIn {
  /** As `shakeHands` returns them. */
  readonly certificates: X509Certificate[]
  /** OpenSSL's code for refusing the certificate under the trusted root, such as `INVALID_PURPOSE`; null: it accepts it. */
  readonly refusal: string | null
}

/** The identity as a server's and as a client's. @param context made with `contextOptions` of the root that is trusted */
export async function signIn(context: SecureContext): Promise<SignedIn> {
  const [serverEnd, clientEnd] = duplexPair()
  const server = createServer({
    ...TLS_OPTIONS,
    requestCert: true,
    rejectUnauthorized: false, // the result is wanted, not an alert
    SNICallback: (_, done) => done(null, context),
  })
  const client = connect({
    socket: clientEnd,
    secureContext: context,
    servername: 'localhost', // without a name the server would not ask for the context
    rejectUnauthorized: false,
  })
  try {
    const accepted = await new Promise<Socket>((resolve, reject) => {
      server.once('secureConnection', resolve).once('tlsClientError', reject).emit('connection', serverEnd)
      client.on('error', reject)
    })
    const refusal = accepted.authorized ? null : String(accepted.authorizationError)
    const signedIn = { certificates: certificatesOf(client), refusal: isAboutTime(refusal) ? null : refusal }
    await end(accepted)
    return signedIn
  } finally {
    await end(serverEnd, client)
  }
}

/** Times are checked by rules, with the clock of the caller. */
function isAboutTime(code: string | null): boolean {
  return code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID'
}

function certificatesOf(client: Socket): X509Certificate[] {
  const all: X509Certificate[] = []
  for (let one = client.getPeerX509Certificate(); one !== undefined; one = one.issuerCertificate)
    all.push(one)
  return all
}

/** Waits until they are closed, so that OpenSSL's memory is freed at once, not at the next garbage collection. */
async function end(...streams: readonly Duplex[]): Promise<void> {
  const open = streams.filter(({ closed }) => !closed)
  const closed = open.map((stream) => new Promise((resolve) => stream.once('close', resolve)))
  for (const stream of open) stream.destroy()
  await Promise.all(closed)
}
