// settings.json of a CA folder: the URL of the CRL, and the id of the CA's certificate inventory.
import { type Problem, throwProblems, UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'

export interface AuthoritySettings {
  /** The distribution point in each certificate; null: none, so Entra does not check for revocation. */
  readonly crlUrl: string | null
  /** Null: the root was never used with certstick. */
  readonly inventoryId: string | null
}

/** The longest URL that Windows can fetch: INTERNET_MAX_URL_LENGTH in wininet.h. */
const LONGEST_URL = 2083

/** Problems with the URL as a distribution point. */
export function checkCrlUrl(text: string): readonly Problem[] {
  const problem = (message: string, hint: string): readonly Problem[] => [{ field: 'crlUrl', message, hint }]
  const example = 'write it as http://pki.contoso.com/rootCA.crl'
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^[a-z]+:\/\//i.test(text)) return problem(`${shown(text)} is not a URL`, example)
  if (url.protocol !== 'http:') {
    // With https the server's certificate may need a CRL too (RFC 5280 §8), and Entra ID accepts http only.
    return problem(
      `${shown(text)} is not http`,
      'write http://; Entra ID fetches CRLs over http only, which is safe because they are signed',
    )
  }
  if (/[^\x21-\x7e]/.test(text))
    return problem(`${shown(text)} has characters that are not allowed in a URL`, example)
  if (url.username !== '' || url.password !== '')
    return problem('the URL contains a user name', 'remove it; anybody must be able to fetch the CRL')
  if (url.hash !== '') return problem(`${shown(text)} has a fragment`, 'remove the # and the text after it')
  if (text.length > LONGEST_URL)
    return problem(`the URL has ${text.length} characters; at most ${LONGEST_URL} are allowed`, example)
  return []
}

export function formatSettings(settings: AuthoritySettings): string {
  return `${JSON.stringify(settings, null, 2)}\n`
}

/**
 * @param text null: there is no settings.json, because certstick did not create the folder
 * @throws UserError wrong-input
 */
export function parseSettings(text: string | null, path: string): AuthoritySettings {
  if (text === null) return { crlUrl: null, inventoryId: null }
  const { crlUrl = null, inventoryId = null } = parseObject(text, path)
  if (inventoryId !== null && typeof inventoryId !== 'string')
    throw unusable(path, '"inventoryId" is not a text')
  if (crlUrl === null) return { crlUrl, inventoryId }
  if (typeof crlUrl !== 'string') throw unusable(path, '"crlUrl" is not a text')
  throwProblems(`the CRL URL in ${shown(path)} cannot be used`, checkCrlUrl(crlUrl))
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
    throw unusable(path, 'it is not JSON')
  }
  throw unusable(path, 'it is not a JSON object')
}

function unusable(path: string, why: string): UserError {
  return new UserError('wrong-input', `${shown(path)} cannot be used: ${why}`, {
    hint: 'correct it, or restore it from a copy of the CA folder',
  })
}
