// The plan and the outcome of `entra apply` and `entra remove`, for people and as JSON. No certificate is printed, and no token.
import { counted, oneLine } from '../screen-text.ts'
import type { JsonObject } from './answers.ts'
import type { Outcome } from './carry-out.ts'
import type { Change, GraphCall, Obstacle } from './change.ts'
import type { Organization } from './organization.ts'

/** `planned`: would be carried out. `left-out`: for --with-policy. */
export type ReportedOutcome = Outcome | 'planned' | 'left-out'

export interface ReportedChange {
  readonly change: Change
  readonly part: string
  readonly outcome: ReportedOutcome
}

export interface ChangeReport {
  readonly tenant: Organization
  readonly changes: readonly ReportedChange[]
  readonly obstacles: readonly Obstacle[]
  readonly notes: readonly string[]
  /** File with the former state; null: none was written. */
  readonly before: string | null
}

/** Held by docs/proved.md: no sign-in policy of a real tenant has been changed by this program. */
const NOT_PROVED =
  'No test of certstick has changed a real tenant: these requests are proved against a stand-in for Entra ID only.'

const ONLY_WITH_POLICY = 'Changes of the sign-in policy, which are carried out only with --with-policy:'

/** Differences, with request and undo where the sign-in policy is concerned. */
export function formatPlan({ tenant, changes, obstacles, notes }: ChangeReport): string {
  const plain = changes.filter(({ outcome }) => outcome !== 'left-out')
  const left = changes.filter(({ outcome }) => outcome === 'left-out')
  const listed = (all: readonly ReportedChange[]): string[] =>
    all.flatMap(({ change }) => [
      ...change.difference.map(oneLine),
      ...(change.needsPolicy ? policyLines(change) : []),
    ])
  return [
    `Tenant ${oneLine(tenant.displayName)} (${oneLine(tenant.id)})`,
    ...(changes.length + obstacles.length === 0 ? ['', 'Nothing to do.'] : []),
    ...(plain.length === 0 ? [] : ['', ...listed(plain)]),
    ...(left.length === 0 ? [] : ['', ONLY_WITH_POLICY, ...listed(left)]),
    ...(changes.some(({ change }) => change.needsPolicy) ? ['', NOT_PROVED] : []),
    ...(obstacles.length === 0 ? [] : ['', 'Not possible:', ...obstacles.flatMap(obstacleLines)]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `note: ${oneLine(note)}`)]),
  ].join('\n')
}

/** @param next what is to be done after a change; null: nothing */
export function formatOutcome(
  { tenant, changes, obstacles, before }: ChangeReport,
  next: string | null,
): string {
  const count = (...outcomes: readonly ReportedOutcome[]): number =>
    changes.filter(({ outcome }) => outcomes.includes(outcome)).length
  const isPolicyChanged = changes.some(({ change, outcome }) => change.needsPolicy && outcome === 'done')
  const isReadBack = changes.every(({ change }) => change.cannotBeRead !== true)
  const [done, meanwhile, left] = [count('done'), count('done-meanwhile'), count('left-out')]
  return [
    done + meanwhile === 0
      ? `Nothing was changed in ${oneLine(tenant.displayName)}.`
      : `${counted(done, 'change')} made in ${oneLine(tenant.displayName)}${isReadBack ? ', and read back' : ''}.`,
    ...(meanwhile === 0 ? [] : [`${counted(meanwhile, 'change')} had been made by somebody else meanwhile.`]),
    ...(left === 0 ? [] : [`${counted(left, 'change')} of the sign-in policy left out: see --with-policy.`]),
    ...(obstacles.length === 0 ? [] : [`${counted(obstacles.length, 'thing')} not possible: see above.`]),
    ...(before === null ? [] : [`The former state is in ${before}.`]),
    ...(done + meanwhile === 0 || next === null ? [] : [next]),
    ...(isPolicyChanged ? ['Entra needs up to an hour until a change of the policy has an effect.'] : []),
  ].join('\n')
}

export function changesToJson({ tenant, changes, obstacles, notes, before }: ChangeReport): string {
  const document = {
    tenant: { id: tenant.id, displayName: tenant.displayName },
    changes: changes.map(({ change, part, outcome }) => ({
      part,
      title: change.title,
      difference: change.difference,
      changesSignInPolicy: change.needsPolicy,
      request: shownCall(change.request),
      undo: typeof change.undo === 'string' ? change.undo : shownCall(change.undo),
      outcome,
    })),
    obstacles: obstacles.map(({ subject, message, hint }) => ({ subject, message, hint })),
    notes,
    before,
    provedAgainstRealTenant: false,
  }
  return JSON.stringify(document, null, 2)
}

function policyLines({ request, undo }: Change): string[] {
  return [
    '  Request:',
    ...callLines(request),
    '  Undo:',
    ...(typeof undo === 'string' ? [`    ${undo}`] : callLines(undo)),
  ]
}

function callLines(call: GraphCall): string[] {
  const { method, path, body } = shownCall(call)
  return [
    `    ${method} /v1.0${path}`,
    ...JSON.stringify(body, null, 2)
      .split('\n')
      .map((line) => `    ${line}`),
  ]
}

/** Without the certificate, which is in rootCA.crt. */
function shownCall({ method, path, body }: GraphCall): GraphCall {
  const shown: JsonObject =
    'certificate' in body ? { ...body, certificate: '(base64 of rootCA.crt as DER)' } : body
  return { method, path, body: shown }
}

function obstacleLines({ subject, message, hint }: Obstacle): string[] {
  return [`error: ${oneLine(subject)}: ${oneLine(message)}`, `hint: ${oneLine(hint)}`]
}
