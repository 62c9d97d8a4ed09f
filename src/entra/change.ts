// One change of the tenant: its difference for people, its request, and what takes it back. A task reads the tenant and says
// what is left to change; the same function plans, looks again directly before the write, and reads back after it.
import type { JsonObject } from './answers.ts'

export const PARTS = ['trust', 'user', 'method'] as const
/** Two administrators with different roles can share the work by parts. */
export type Part = (typeof PARTS)[number]

export interface GraphCall {
  readonly method: 'POST' | 'PATCH'
  /** Below `/v1.0`. */
  readonly path: string
  readonly body: JsonObject
}

export interface Change {
  readonly kind: 'change'
  readonly title: string
  /** Lines that begin with `+ ` or `- `. What is confirmed: a change with other lines is another change. */
  readonly difference: readonly string[]
  readonly request: GraphCall
  /** A request, or a sentence where Graph has none that is safe. */
  readonly undo: GraphCall | string
  /** Whether it changes who can sign in, or how, and not only adds. */
  readonly needsPolicy: boolean
  /** Whether the path names an object that an earlier change creates. */
  readonly waits?: boolean
  /** Whether the tenant shows nothing of it; it may be sent twice. */
  readonly cannotBeRead?: boolean
}

/** Why something is not changed; the rest goes on without it. */
export interface Obstacle {
  readonly kind: 'obstacle'
  /** What it is about, such as a user. */
  readonly subject: string
  readonly message: string
  readonly hint: string
}

/** Null: nothing is left to change. */
export type Look = Change | Obstacle | null

export interface Task {
  readonly part: Part
  readonly look: () => Promise<Look>
}

/** A change as it is shown and confirmed, with the task that it comes from. */
export interface PlannedChange {
  readonly task: Task
  readonly planned: Change
}

/** What is left to change, and what is not possible. */
export async function planTasks(tasks: readonly Task[]): Promise<{
  readonly changes: readonly PlannedChange[]
  readonly obstacles: readonly Obstacle[]
}> {
  const [changes, obstacles]: [PlannedChange[], Obstacle[]] = [[], []]
  for (const task of tasks) {
    const look = await task.look()
    if (look?.kind === 'obstacle') obstacles.push(look)
    else if (look !== null) changes.push({ task, planned: look })
  }
  return { changes, obstacles }
}

export function isSameChange(one: Change, other: Change): boolean {
  return one.difference.join('\n') === other.difference.join('\n')
}

export function obstacle(subject: string, message: string, hint: string): Obstacle {
  return { kind: 'obstacle', subject, message, hint }
}
