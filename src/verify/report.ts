// Formats what `verify` found, as text and as JSON. Nothing is decided here.
import { countErrors, formatFindings } from '../finding.ts'
import { installerRows, summarize } from '../installer/summary.ts'
import { formatDay } from '../instant.ts'
import { counted, factLine, joinLines, shown } from '../screen-text.ts'
import { indentedTable } from '../tables/columns.ts'
import type { FoundVerdict } from './found.ts'
import { type FoundInstaller, isReady } from './verify.ts'

/** One stick, folder or zip; its path as the user would type it. */
export interface VerifiedMedium {
  readonly path: string
  readonly verdict: FoundVerdict
}

/**
 * A block for one result; for several results a line each, with the findings below it.
 * @param columns of the screen; null: none
 */
export function reportVerified(media: readonly VerifiedMedium[], columns: number | null): string {
  const [only, ...more] = media
  if (only !== undefined && more.length === 0) return joinLines(block(only))
  const ready = media.filter(({ verdict }) => isReady(verdict)).length
  const sum = ready === media.length ? 'all ready' : `${ready} ready, ${media.length - ready} not`
  const isLookedUp = media.some(({ verdict }) => (verdict.facts?.record ?? null) !== null)
  return [
    ...manyLines(media, columns),
    '',
    `${media.length} checked: ${sum}.`,
    ...(isLookedUp ? [] : [NO_INVENTORY]),
  ].join('\n')
}

const NO_INVENTORY =
  'note: no certificate inventory has these certificates, so that a revoked one is not reported; give --ca DIR or --profile DIR'

function block({ path, verdict }: VerifiedMedium): string[] {
  const { facts, findings } = verdict
  const errors = countErrors(findings)
  const state = errors === 0 ? 'is ready.' : `is not ready: ${counted(errors, 'error')}.`
  const rows: [string, string][] =
    facts === null
      ? []
      : [
          ['user', facts.userPrincipalName],
          ['device', deviceOf(verdict) ?? 'Windows chooses the name'],
          ['thumbprint', facts.thumbprint],
          ['valid until', `${formatDay(facts.notAfter)}, ${remaining(facts.daysLeft)}`],
          ['inventory', facts.record ?? 'not used, or the certificate is not in it (--ca DIR)'],
        ]
  if (verdict.installer !== null) rows.push(...installerRows(verdict.installer.found))
  return [
    `${shown(path)} ${state}`,
    ...(rows.length === 0 ? [] : ['', ...rows.map(factLine)]),
    ...(findings.length === 0 ? [] : ['', ...formatFindings(findings)]),
  ]
}

/** The thumbprint is shown where there is room for it. */
function manyLines(media: readonly VerifiedMedium[], columns: number | null): string[] {
  const head = ['STATE', 'PATH', 'USER', 'DEVICE', 'LEFT', 'THUMBPRINT']
  const found = media.map(({ path, verdict }) => {
    const { facts } = verdict
    const state = isReady(verdict) ? 'ready' : 'NOT READY'
    if (facts === null) return [state, path, 'no certificate could be read']
    return [
      state,
      path,
      facts.userPrincipalName,
      deviceOf(verdict) ?? '',
      facts.daysLeft < 0 ? 'expired' : `${facts.daysLeft} d`,
      facts.thumbprint,
    ]
  })
  const rows = [head, ...found]
  const whole = indentedTable(rows, columns)
  const table = whole.some((row) => row.includes('\n'))
    ? indentedTable(
        rows.map((row) => row.slice(0, 5)),
        columns,
      )
    : whole
  const lines = media.flatMap(({ verdict }, index) => {
    const findings = formatFindings(verdict.findings).map((line) => `    ${line}`)
    return [(table[index + 1] ?? '').trimEnd(), ...findings]
  })
  return [table[0] ?? '', ...lines]
}

/** From the answer file; if that has none, from the receipt. */
function deviceOf({ facts, receipt }: FoundVerdict): string | null {
  return facts?.device ?? receipt?.device ?? null
}

function remaining(daysLeft: number): string {
  if (daysLeft < 0) return 'expired'
  return `${counted(daysLeft, 'day')} left`
}

export function verifiedToJson(media: readonly VerifiedMedium[]): string {
  const documents = media.map(({ path, verdict }) => ({
    path,
    kind: verdict.found.kind,
    ready: isReady(verdict),
    ...verdict.facts,
    device: deviceOf(verdict),
    receipt: verdict.receipt !== null,
    ...(verdict.installer === null ? {} : { installer: installerToJson(verdict.installer) }),
    findings: verdict.findings,
  }))
  return JSON.stringify({ ready: documents.every(({ ready }) => ready), media: documents }, null, 2)
}

function installerToJson({ found }: FoundInstaller): object | null {
  return found === null ? null : { ...summarize(found), loaders: found.loaders }
}
