// Formats a revocation and a CRL, as text and as JSON, with what the user still has to do.
import type { IssuedCrl } from '../authority/issue-crl.ts'
import type { StatedReason } from '../authority/revocation.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { userPrincipalNameFault } from '../request/user-principal-name.ts'
import { counted, joinLines, oneLine } from '../screen-text.ts'
import { GRAPH_HOST } from './graph.ts'
import { offboardingRequests } from './offboarding.ts'

/** The reader fills it in. */
const ANY_USER = 'USER'

export interface RevocationReport {
  readonly revoked: readonly Certificate[]
  readonly reason: StatedReason
  /** Null: the certificates have no CRL distribution point. */
  readonly crlUrl: string | null
}

export function reportRevocation({ revoked, reason, crlUrl }: RevocationReport): string {
  const lines = revoked.map(
    (entry) => `${revocationVerb(reason)} ${describeEntry(entry)} (${entry.serialNumber})`,
  )
  return joinLines([
    ...lines,
    '',
    'It takes effect when Entra ID fetches the next CRL, after the end of the one that it has. Create the next CRL with: certstick crl',
    ...(crlUrl === null ? [`note: ${NO_URL}`] : []),
    ...(reason === 'removeFromCRL' ? [] : ['', ...sessionLines(usersOf(revoked))]),
  ])
}

export function revocationToJson({ revoked, reason, crlUrl }: RevocationReport): string {
  const facts = revoked.map(({ serialNumber, userPrincipalName, device, name, thumbprint, notAfter }) => ({
    serialNumber,
    userPrincipalName,
    device,
    name,
    thumbprint,
    notAfter,
  }))
  const requests = reason === 'removeFromCRL' ? [] : usersOf(revoked).flatMap(offboardingRequests)
  return JSON.stringify({ reason, certificates: facts, crlUrl, graphRequests: requests }, null, 2)
}

/** Each user once. An imported certificate may name no valid user. */
function usersOf(revoked: readonly Certificate[]): readonly string[] {
  const names = revoked.map(({ userPrincipalName: name }) =>
    userPrincipalNameFault(name) === null ? name : ANY_USER,
  )
  return [...new Set(names)]
}

/** User, device and end in one line. */
export function describeEntry({ userPrincipalName, device, state, notAfter }: Certificate): string {
  const kind = state === 'superseded' || state === 'intended' || state === 'withdrawn' ? `, ${state}` : ''
  const where = device === null ? '' : ` on ${device}`
  return oneLine(`${userPrincipalName}${where}${kind}, until ${notAfter.slice(0, 10)}`)
}

function revocationVerb(reason: StatedReason): string {
  if (reason === 'removeFromCRL') return 'Lifted the hold:'
  if (reason === 'certificateHold') return 'Put on hold:'
  return reason === 'unspecified' ? 'Revoked:' : `Revoked for ${reason}:`
}

export interface CrlReport extends Omit<IssuedCrl, 'der'> {
  /** Paths as the user would type them. */
  readonly der: string
  readonly pem: string
  /** Where it was copied to; null: nowhere. */
  readonly copy: string | null
  readonly days: number
  readonly crlUrl: string | null
}

/** @param schedule lines that tell how a scheduler does it */
export function reportCrl(report: CrlReport, schedule: readonly string[]): string {
  const { crlNumber, entries, der, pem, copy, nextUpdate, days, crlUrl } = report
  const rows = [
    ['DER', der],
    ['PEM', pem],
    ...(copy === null ? [] : [['copy', copy] as const]),
    ['ends', `${nextUpdate.slice(0, 10)} at ${nextUpdate.slice(11, 16)} UTC, in ${counted(days, 'day')}`],
  ] as const
  return joinLines([
    `CRL ${crlNumber} was written; it lists ${counted(entries, 'certificate')}.`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(6)}${value}`),
    '',
    ...(copy === null ? [`Next: publish ${der}${crlUrl === null ? '' : ` as ${crlUrl}`}`] : []),
    ...(copy === null || crlUrl === null
      ? []
      : ['Next: see whether Entra ID accepts it: certstick crl check']),
    ...(crlUrl === null ? [`note: ${NO_URL}`] : []),
    ...(crlUrl === null
      ? []
      : ['Publish the next CRL before this one ends, or Entra ID will refuse every sign-in of this CA.']),
    ...schedule,
    ...(entries === 0 ? [] : ['', ...sessionLines([ANY_USER])]),
  ])
}

export function crlToJson(report: CrlReport): string {
  return JSON.stringify({ ...report, graphRequests: offboardingRequests(ANY_USER) }, null, 2)
}

const NO_URL =
  'No URL is set for the CRL of this CA. Set it with certstick ca set --crl-url, and at the CA in Entra ID, which otherwise checks no CRL.'

function sessionLines(users: readonly string[]): string[] {
  const commands = users.map((user) => `certstick entra remove ${user} --disable`)
  return [
    `Revocation blocks new sign-ins only; running sessions stay open. To end them and to block the user, run ${commands.join(' and ')}, or send these requests to Microsoft Graph (${GRAPH_HOST}):`,
    ...users.flatMap(graphLines),
  ]
}

function graphLines(user: string): string[] {
  return offboardingRequests(user).map(({ line, body }) => {
    return `  ${line}${body === undefined ? '' : `  ${JSON.stringify(body)}`}`
  })
}
