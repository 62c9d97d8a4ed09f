// Formats the results of test sign-ins, as text and as JSON.
import { factLine, joinLines, shown } from '../screen-text.ts'
import type { Rehearsal } from './rehearse.ts'
import type { Seen } from './seen.ts'

/** One stick, and the result for each of its PFX files. */
export interface RehearsedMedium {
  /** As the user would type it. */
  readonly path: string
  readonly rehearsals: readonly Rehearsal[]
}

export function reportRehearsed(media: readonly RehearsedMedium[]): string {
  return media
    .flatMap(({ path, rehearsals }) => rehearsals.map((one) => joinLines(mediumLines(path, one))))
    .join('\n\n')
}

function mediumLines(path: string, { pfx, places, signIn }: Rehearsal): string[] {
  if (!signIn.accepted) {
    const which = pfx === null ? [] : [factLine(['PFX', pfx])]
    return [`${shown(path)}: not signed in`, ...which, factLine(['because', signIn.why])]
  }
  return [
    `${shown(path)}: signed in as ${signIn.seen.userPrincipalName}`,
    ...(pfx === null ? [] : [factLine(['PFX', pfx])]),
    ...(places.length === 0 ? [] : [factLine(['password', `from ${places.join(' and ')}`])]),
    ...seenLines(signIn.seen),
  ]
}

/** What the server saw of one sign-in. */
export function seenLines(seen: Seen): string[] {
  return [
    factLine(['issuer', seen.issuer]),
    factLine(['serial', seen.serialNumber]),
    factLine(['thumbprint', seen.thumbprint]),
    factLine(['valid until', seen.validUntil]),
    factLine(['protocol', seen.protocol]),
    ...seen.certificateUserIds.map((id, index) => factLine([index === 0 ? 'user IDs' : '', id])),
  ]
}

export function rehearsedToJson(media: readonly RehearsedMedium[]): string {
  return JSON.stringify({ media }, null, 2)
}
