// Carries out changes that were confirmed: looks again directly before each write, writes, and reads back until the tenant shows
// it. A POST that may have been carried out is never sent again: reading back says whether it was.
import { UserError } from '../errors.ts'
import { type Change, isSameChange, type Look, type PlannedChange, type Task } from './change.ts'
import type { GraphClient } from './client.ts'
import { GraphError } from './graph-error.ts'

/** Entra's copies take a while to agree. */
const READ_BACK_MS = [0, 1000, 2000, 4000, 8000, 16000]

export interface CarryOutTools {
  readonly wait: (ms: number) => Promise<unknown>
}

/** `done-meanwhile`: another administrator has made the same change. */
export type Outcome = 'done' | 'done-meanwhile'

/**
 * @param planned as it was confirmed
 * @throws UserError failed: the tenant has changed since, or does not show the change; GraphError
 */
export async function carryOut(
  client: GraphClient,
  { task, planned }: PlannedChange,
  tools: CarryOutTools,
): Promise<Outcome> {
  let tries = 0
  let waits = 0
  let isOwn = false // whether a write of ours may have been carried out
  for (;;) {
    const look = await lookWhenReady(task, tools)
    if (look === null) return isOwn ? 'done' : 'done-meanwhile'
    if (look.kind === 'obstacle' || !isSameChange(look, planned)) throw changedMeanwhile(planned, look)
    if (look.cannotBeRead === true) {
      await client.post(look.request.path, look.request.body, { repeatable: true })
      return 'done'
    }
    const failed = await send(client, look)
    isOwn ||= failed?.fault !== 'not-found' && failed?.status !== 429 // with these nothing was done
    // Graph is busy; or what an earlier change created has not reached the copy that answered.
    const waitMs = failed?.fault === 'not-found' ? 0 : failed?.waitMs
    if (failed !== null && waitMs != null) {
      const ms = READ_BACK_MS[++waits]
      if (ms === undefined) throw failed
      await tools.wait(Math.max(ms, waitMs))
      continue
    }
    if (await shows(task, tools)) return 'done'
    // No answer, or a list that another administrator replaced at the same moment; a POST is not repeated.
    if (look.request.method === 'POST' || tries > 0) throw failed ?? notShown(planned)
    tries += 1
  }
}

/** What an earlier change created may not have reached every copy. */
async function lookWhenReady(task: Task, { wait }: CarryOutTools): Promise<Look> {
  let look: Look = null
  for (const ms of READ_BACK_MS) {
    if (ms > 0) await wait(ms)
    look = await task.look()
    if (look?.kind !== 'change' || look.waits !== true) return look
  }
  if (look?.kind === 'change') throw notShown(look)
  return look
}

/** @returns the error where nothing was found, where it can be tried again, or where it is not known whether it was carried out */
async function send(client: GraphClient, { request }: Change): Promise<GraphError | null> {
  const { method, path, body } = request
  try {
    await (method === 'POST' ? client.post(path, body) : client.patch(path, body))
    return null
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    if (error.isUncertain || error.fault === 'not-found' || error.waitMs !== null) return error
    throw error
  }
}

async function shows(task: Task, { wait }: CarryOutTools): Promise<boolean> {
  for (const ms of READ_BACK_MS) {
    if (ms > 0) await wait(ms)
    if ((await task.look()) === null) return true
  }
  return false
}

function changedMeanwhile({ title }: Change, look: Exclude<Look, null>): UserError {
  const why = look.kind === 'obstacle' ? `: ${look.subject}: ${look.message}` : ''
  return new UserError(
    'failed',
    `the tenant has changed since the plan was shown; could not ${title}${why}`,
    {
      hint: 'run the command again, and read the new plan',
    },
  )
}

function notShown({ title }: Change): UserError {
  return new UserError('failed', `the tenant does not show the change that was to ${title}`, {
    hint: 'run the command again in some minutes; what is done is not done twice',
  })
}
