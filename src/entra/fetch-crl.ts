// Fetches a CRL from where it is published, as Entra ID does: over http, whole, and in its own time. What it is worth is judged
// in `published-crl.ts`. Source: Microsoft Entra, "Certificate revocation list for certificate-based authentication".
import type { World } from '../world.ts'
import { networkReason, readBody, TooLarge } from './network.ts'

export type FetchedCrl =
  | {
      readonly kind: 'fetched'
      readonly bytes: Uint8Array
      readonly milliseconds: number
      /** The address that the first one leads to; null: it leads to none. */
      readonly movedTo: string | null
    }
  /** The reason follows the address. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'too-slow'; readonly milliseconds: number }
  | { readonly kind: 'too-large' }

/** Entra ID gives up after ten seconds; it is waited longer here, so that the rest can be judged too. */
const LONGEST_MS = 60_000
/** Entra ID takes up to 65 MB while nobody waits. */
const LARGEST_BYTES = 65_000_000

export async function fetchCrl(url: string, now: World['now'], longestMs = LONGEST_MS): Promise<FetchedCrl> {
  if (!/^http:\/\//i.test(url) || !URL.canParse(url)) {
    return { kind: 'unreachable', reason: 'is no http address; Entra ID fetches CRLs over http only' }
  }
  const start = now().getTime()
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(longestMs) })
    if (response.status !== 200) {
      await response.body?.cancel()
      return { kind: 'unreachable', reason: `answers ${response.status}, not 200` }
    }
    const bytes = await readBody(response, LARGEST_BYTES)
    const movedTo = response.redirected ? response.url : null
    return { kind: 'fetched', bytes, milliseconds: now().getTime() - start, movedTo }
  } catch (error) {
    if (error instanceof TooLarge) return { kind: 'too-large' }
    if (error instanceof Error && error.name === 'TimeoutError')
      return { kind: 'too-slow', milliseconds: longestMs }
    return { kind: 'unreachable', reason: `cannot be fetched: ${networkReason(error)}` }
  }
}
