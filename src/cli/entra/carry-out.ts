// Shows a plan for the tenant, has it confirmed, keeps the former state, and carries the plan out: for `entra apply` and
// `entra remove`.
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuthorityStore } from '../../authority/store.ts'
import type { ApplyPlan } from '../../entra/apply-plan.ts'
import { carryOut } from '../../entra/carry-out.ts'
import type { PlannedChange } from '../../entra/change.ts'
import {
  type ChangeReport,
  changesToJson,
  formatOutcome,
  formatPlan,
  type ReportedOutcome,
} from '../../entra/change-report.ts'
import type { GraphClient } from '../../entra/client.ts'
import type { Organization } from '../../entra/organization.ts'
import { formatInstant } from '../../instant.ts'
import { oneLine, shown } from '../../screen-text.ts'
import type { Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { shownPath } from '../folders.ts'
import { type ConfirmOptions, confirmTenant, mayChange } from './confirm.ts'

export interface TenantWork {
  readonly client: GraphClient
  readonly tenant: Organization
  readonly store: AuthorityStore
  readonly plan: ApplyPlan
  /** Whether changes of the sign-in policy are carried out too. */
  readonly withPolicy: boolean
  /** What is to be done after a change; null: nothing. */
  readonly next: string | null
  /** What two administrators at once have made twice, seen at the end. */
  readonly lookAgain?: () => Promise<readonly string[]>
}

export async function carryOutPlan(
  { client, tenant, store, plan, withPolicy, next, lookAgain = async () => [] }: TenantWork,
  options: ConfirmOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const isLeftOut = ({ planned }: PlannedChange): boolean => planned.needsPolicy && !withPolicy
  const reportOf = (outcomes: readonly ReportedOutcome[], before: string | null): ChangeReport => ({
    ...{ tenant, obstacles: plan.obstacles, notes: plan.notes, before },
    changes: plan.changes.map((one, index) => ({
      change: one.planned,
      part: one.task.part,
      outcome: outcomes[index] ?? (isLeftOut(one) ? 'left-out' : 'planned'),
    })),
  })
  const planned = reportOf([], null)
  if (plan.obstacles.length > 0) context.setExitCode(FOUND_ERRORS)
  const isEmpty = plan.changes.every(isLeftOut)
  if (isEmpty || !mayChange(options, context)) {
    if (options.json === true) terminal.result(changesToJson(planned))
    else if (terminal.resultIsScreen) terminal.report(formatPlan(planned))
    else terminal.result(formatPlan(planned)) // a difference in a file is searched line by line
    if (!isEmpty && options.dryRun !== true) terminal.say(NOBODY_TO_ASK)
    return
  }
  terminal.say(formatPlan(planned))
  await confirmTenant(tenant, options, context)
  const at = formatInstant(world.now())
  const meant = plan.changes.filter((one) => !isLeftOut(one))
  const undo = meant.map(({ planned: { title, undo } }) => ({ title, undo }))
  const former = { at, tenant: { id: tenant.id, displayName: tenant.displayName }, before: plan.before, undo }
  const path = store.keepEntraState(`${JSON.stringify(former, null, 2)}\n`, at)
  const outcomes: ReportedOutcome[] = []
  try {
    for (const one of plan.changes) {
      const outcome = isLeftOut(one) ? 'left-out' : await carryOut(client, one, { wait: sleep })
      outcomes.push(outcome)
      if (outcome !== 'left-out') terminal.say(oneLine(`${PAST[outcome]}: ${one.planned.title}`))
    }
  } catch (error) {
    const made = outcomes.filter((outcome) => outcome !== 'left-out').length
    terminal.say(
      `note: ${made} of ${meant.length} changes are known to be made, and nothing was taken back; the former state is in ${shown(shownPath(path, world))}`,
    )
    throw error
  }
  const done = reportOf(outcomes, shownPath(path, world))
  const twice = (await lookAgain()).filter((note) => !plan.notes.includes(note))
  for (const note of twice) terminal.say(`note: ${oneLine(note)}`)
  if (options.json === true) terminal.result(changesToJson(done))
  else terminal.report(formatOutcome(done, next))
}

const PAST = { done: 'done', 'done-meanwhile': 'done by somebody else' } as const

const NOBODY_TO_ASK =
  'note: nothing was changed, because there is no terminal to confirm at; for a script give --yes and --tenant-id'
