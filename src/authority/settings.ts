// What belongs to a CA folder beside its root: where the CRL can be had, and which certificate inventory is this CA's. Pure;
// the file is settings.json.
import { type Problem, throwProblems, UserError } from '../errors.ts'

export interface AuthoritySettings {
  /** The one distribution point that goes into each certificate; null: none, so Entra checks no revocation. */
  readonly crlUrl: string | null
  /** Null: the root was never used with certstick. */
  readonly inventoryId: string | null
}

/** The most that a URL can be long in what fetches CRLs: INTERNET_MAX_URL_LENGTH of Windows' wininet.h. */
const LONGEST_URL = 2083

/** @returns why the URL can be no distribution point; empty: it can */
export function checkCrlUrl(text: string): readonly Problem[] {
  const problem = (message: string, hint: string): readonly Problem[] => [{ field: 'crlUrl', message, hint }]
  const example = 'write it as http://pki.contoso.com/rootCA.crl'
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^[a-z]+:\/\//i.test(text)) return problem(`"${text}" is no URL`, example)
  if (url.protocol !== 'http:') {
    // Checking the server's certificate may need a CRL in turn (RFC 5280 §8), and Entra ID takes http only.
    return problem(
      `"${text}" is not http`,
      'Entra ID fetches CRLs over http only; they are signed, so that is safe',
    )
  }
  if (/[^\x21-\x7e]/.test(text)) return problem(`"${text}" has characters that a URL cannot have`, example)
  if (url.username !== '' || url.password !== '')
    return problem('the URL holds a user name', 'anybody must be able to fetch the CRL')
  if (url.hash !== '') return problem(`"${text}" has a fragment`, 'leave out the # and what follows it')
  if (text.length > LONGEST_URL)
    return problem(`the URL has ${text.length} characters, at most ${LONGEST_URL} work`, example)
  return []
}

export function formatSettings(settings: AuthoritySettings): string {
  return `${JSON.stringify(settings, null, 2)}\n`
}

/**
 * Reads settings.json; null, no such file, is a folder that certstick did not make: no settings.
 * @throws UserError wrong-input
 */
export function parseSettings(text: string | null, path: string): AuthoritySettings {
  if (text === null) return { crlUrl: null, inventoryId: null }
  const { crlUrl = null, inventoryId = null } = parseObject(text, path)
  if (inventoryId !== null && typeof inventoryId !== 'string')
    throw unusable(path, '"inventoryId" is no text')
  if (crlUrl === null) return { crlUrl, inventoryId }
  if (typeof crlUrl !== 'string') throw unusable(path, '"crlUrl" is no text')
  throwProblems(`"${path}" holds no usable CRL URL`, checkCrlUrl(crlUrl))
  return { crlUrl, inventoryId }
}

function parseObject(
  text: string,
  path: string,
): { readonly crlUrl?: unknown; readonly inventoryId?: unknown } {
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    throw unusable(path, 'it is no JSON')
  }
  throw unusable(path, 'it is no JSON object')
}

function unusable(path: string, why: string): UserError {
  return new UserError('wrong-input', `"${path}" cannot be used: ${why}`, {
    hint: 'correct it, or restore it from a copy of the CA folder',
  })
}
