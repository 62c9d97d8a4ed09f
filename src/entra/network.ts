// What every request over the network needs: a time limit, a body of limited size, and the reason in words where it fails.

/** The body is larger than what the caller takes. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** @throws TooLarge; Error where the connection breaks */
export async function readBody(response: Response, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    length += chunk.length
    if (length > mostBytes) throw new TooLarge(`more than ${mostBytes} bytes`)
  }
  return Buffer.concat(chunks)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name cannot be resolved',
  EAI_AGAIN: 'the name cannot be resolved',
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  EHOSTUNREACH: 'the network does not reach it',
  ENETUNREACH: 'the network does not reach it',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_ABORTED: 'the proxy refuses the connection',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer',
  UND_ERR_BODY_TIMEOUT: 'it does not answer',
}

/** Codes of OpenSSL where a certificate is not trusted, as of a program that inspects TLS. */
const UNTRUSTED = /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+)$/

/** Why a request failed, in words. */
export function networkReason(error: unknown): string {
  const code = codeOf(error)
  if (error instanceof Error && error.name === 'TimeoutError') return 'it does not answer in time'
  if (UNTRUSTED.test(code)) return `its TLS certificate is not trusted (${code})`
  return REASONS[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`)
}

/** What may help where a request failed. (Node, "Command-line API": `NODE_USE_ENV_PROXY`, `NODE_USE_SYSTEM_CA`) */
export function networkAdvice(error: unknown, env: Readonly<Record<string, string | undefined>>): string {
  if (UNTRUSTED.test(codeOf(error))) {
    return 'if a program inspects TLS here, give Node its root: set NODE_EXTRA_CA_CERTS to a PEM file, or NODE_USE_SYSTEM_CA=1 with Node 22.19 or 24.6 and later'
  }
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']
  if (proxies.some((name) => (env[name] ?? '') !== '')) {
    return 'a proxy is set: Node uses it only with NODE_USE_ENV_PROXY=1, and from Node 22.21 on; Node 20 cannot use proxies'
  }
  return 'check the connection of this computer to the internet'
}

/** Of the error, or of what it was caused by; '': none. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return ''
}
