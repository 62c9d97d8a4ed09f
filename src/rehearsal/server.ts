// The server of a test sign-in, for this computer only: it asks each client for a certificate, and trusts one root.
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { systemReason, UserError } from '../errors.ts'
import type { RandomBytes } from '../world.ts'
import { generateKeyPairSync } from '../x509/key-pair.ts'
import { LOOPBACK_ADDRESS, signLoopbackCertificate } from '../x509/loopback.ts'
import { encodePem } from '../x509/pem.ts'
import { drawSerialNumber } from '../x509/serial-number.ts'
import { renderSignIn } from './page.ts'
import { judgeSignIn, type SignIn } from './seen.ts'

export interface ServerOptions {
  /** The only root that it trusts, DER. */
  readonly root: Uint8Array
  readonly random: RandomBytes
  readonly now: Date
  /** Called for each sign-in, before the answer is sent. */
  readonly onSignIn: (signIn: SignIn) => void
}

export interface RehearsalServer {
  readonly port: number
  /** `https://127.0.0.1:…/` */
  readonly url: string
  /** The server's own certificate, PEM, which the client must trust. */
  readonly certificate: string
  /** Resolves when it is closed. */
  readonly closed: Promise<void>
  readonly close: () => void
}

/** @throws UserError failed: the system does not allow to listen */
export async function startServer({ root, random, now, onSignIn }: ServerOptions): Promise<RehearsalServer> {
  const keyPair = generateKeyPairSync('ec-p256')
  const certificate = encodePem(
    'CERTIFICATE',
    signLoopbackCertificate(keyPair, drawSerialNumber(random), now),
  )
  const server = createServer(
    {
      key: keyPair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: certificate,
      ca: [encodePem('CERTIFICATE', root)],
      requestCert: true,
      // a handshake that ends in an alert shows the user nothing; `judgeSignIn` refuses instead
      rejectUnauthorized: false,
    },
    (request, response) => {
      const signIn = judgeSignIn(request.socket as TLSSocket)
      onSignIn(signIn)
      response.writeHead(signIn.accepted ? 200 : 403, HEADERS).end(renderSignIn(signIn))
    },
  )
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK_ADDRESS, resolve)
  }).catch((cause) => {
    throw new UserError('failed', `cannot listen on ${LOOPBACK_ADDRESS}: ${systemReason(cause)}`, { cause })
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `https://${LOOPBACK_ADDRESS}:${port}/`,
    certificate,
    closed,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Each request is a new sign-in, and other sites must not read or frame the page. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-store',
  connection: 'close',
}
