// Sign-in of a program without a person, by a secret or a certificate. Source: Microsoft identity platform, "OAuth 2.0 client
// credentials flow", "Certificate credentials"; RFC 7515 §4.1.8; RFC 7518 §3.5.
import { constants, createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { postForm, tokenOf } from './login.ts'
import { type LoginTarget, loginUrl } from './login-target.ts'
import { drawUuid } from './uuid.ts'

export type ClientCredential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  /** PEM with the certificate and its unencrypted private key. */
  | { readonly kind: 'certificate'; readonly pem: Secret }

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const MINUTES_MS = 60 * 1000

export type CredentialTools = Pick<World, 'env' | 'now' | 'random'>

/** @throws SignInError; UserError wrong-input: the certificate or its key cannot be used */
export async function signInAsProgram(
  target: LoginTarget,
  credential: ClientCredential,
  tools: CredentialTools,
): Promise<Secret> {
  const { clientId, endpoints } = target
  const proof: Readonly<Record<string, string>> =
    credential.kind === 'secret'
      ? { client_secret: credential.secret.reveal() }
      : {
          client_assertion_type: ASSERTION_TYPE,
          client_assertion: signAssertion(credential.pem, { target, ...tools }),
        }
  const scope = `${endpoints.graphResource}/.default`
  const form = { grant_type: 'client_credentials', client_id: clientId, scope, ...proof }
  return tokenOf(await postForm(target, 'token', form, tools.env))
}

function signAssertion(
  pem: Secret,
  { target, now, random }: CredentialTools & { readonly target: LoginTarget },
): string {
  const { certificate, key } = readPair(pem.reveal())
  const start = now().getTime() - 5 * MINUTES_MS // the clocks may differ
  const header = {
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
  }
  const claims = {
    aud: loginUrl(target, 'token'),
    iss: target.clientId,
    sub: target.clientId,
    jti: drawUuid(random),
    nbf: Math.floor(start / 1000),
    exp: Math.floor((start + 15 * MINUTES_MS) / 1000),
  }
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return `${text}.${sign('sha256', Buffer.from(text), { key, ...padding }).toString('base64url')}`
}

function readPair(pem: string) {
  try {
    const certificate = new X509Certificate(pem)
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa' && certificate.checkPrivateKey(key)) return { certificate, key }
  } catch {
    throw unusable('it has no certificate, or no private key that is not encrypted')
  }
  throw unusable('its private key is no RSA key, or belongs to another certificate')
}

function unusable(why: string): UserError {
  return new UserError('wrong-input', 'the certificate of the program cannot be used', {
    problems: [
      {
        field: 'clientCertificate',
        message: why,
        hint: 'give one PEM file with the certificate and its RSA key',
      },
    ],
  })
}
