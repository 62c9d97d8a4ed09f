// Plans all rows of a bulk run before any is signed, and finds all problems, also those between rows.

import { type Problem, problemsOf, throwProblems, UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { acceptProblems } from '../issue/prepare.ts'
import { fileNameKey } from '../media/file-name.ts'
import {
  type Circumstances,
  type MediaPlan,
  planMedia,
  planTemplateName,
  type Template,
} from '../plan/plan.ts'
import { parseRequest, type RequestInput } from '../request/request.ts'
import { shown } from '../screen-text.ts'
import { type BulkRow, rowField, type UserTable } from './table.ts'
import { collectTemplates } from './templates.ts'

/** What is the same for all rows. */
export type BulkCircumstances = Omit<Circumstances, 'template' | 'outputName'> & {
  /** A bundled answer file by its name, or a file by its path. @throws UserError wrong-input */
  readonly readTemplate: (name: string) => Template
}

/** A planned row: everything is decided, including serial number and password. */
export interface PlannedRow extends BulkRow {
  readonly plan: MediaPlan
}

export interface BulkPlan {
  readonly rows: readonly PlannedRow[]
  /** All answer files of the rows, by the name that the rows use. */
  readonly templates: ReadonlyMap<string, Template>
  /** Warnings and notes about the answer files. */
  readonly findings: readonly Finding[]
}

/**
 * @param refuse throws if a plan cannot be carried out for a reason outside the plan, such as existing files
 * @throws UserError wrong-input: all problems of all rows, and those that are already known
 */
export function planRows(
  { rows, problems: found }: Pick<UserTable, 'rows' | 'problems'>,
  { readTemplate, ...circumstances }: BulkCircumstances,
  refuse: (plan: MediaPlan) => void,
): BulkPlan {
  const problems: Problem[] = [...found]
  const known = new Set(found.map(keyOf))
  const templates = collectTemplates(readTemplate)
  const planned: PlannedRow[] = []
  for (const { row, input, outputName } of tellApart(rows, problems)) {
    try {
      const request = parseRequest(input)
      throwProblems('the row cannot be carried out', acceptProblems(request.accepted))
      const template = templates.read(planTemplateName(request))
      const plan = planMedia(request, { ...circumstances, template, outputName })
      templates.tryOut(plan)
      refuse(plan)
      planned.push({ row, input, plan })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      problems.push(...rowProblems({ row, input }, error, known))
    }
  }
  throwProblems('the table of users has problems; nothing was created', inRowOrder(problems))
  return { rows: planned, templates: templates.all, findings: templates.findings }
}

interface NamedRow extends BulkRow {
  /** Null: the output is named after the device or the user. */
  readonly outputName: string | null
}

/** Gives rows different names if they would write the same folder; a problem if that is not possible. */
function tellApart(rows: readonly BulkRow[], problems: Problem[]): NamedRow[] {
  const short = groupBy(rows, ({ input }) => fileNameKey(shortNameOf(input)))
  const named = rows.map(({ row, input }) => {
    const { device, upn } = input
    const shared = device === undefined && (short.get(fileNameKey(shortNameOf(input)))?.length ?? 0) > 1
    return { row, input, outputName: shared ? (upn ?? null) : null }
  })
  const places = groupBy(named, ({ outputName, input }) => fileNameKey(outputName ?? shortNameOf(input)))
  for (const [first, ...more] of places.values()) {
    for (const { row, input } of more) {
      if (first === undefined || input.upn === undefined) continue
      const what = input.device === undefined ? input.upn : input.device
      const column = input.device === undefined ? 'upn' : 'device'
      const message = `${shown(what)} is in row ${first.row} too; both rows would write the same folder`
      const hint = 'give each row its own device, or remove one of the rows'
      problems.push({ field: rowField(row, column), message, hint })
    }
  }
  return named
}

function shortNameOf({ device, upn = '' }: RequestInput): string {
  return device ?? upn.slice(0, Math.max(0, upn.lastIndexOf('@')))
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}

/** @param known keys (`keyOf`) of problems that all rows share and that are already reported */
function rowProblems({ row }: BulkRow, error: UserError, known: ReadonlySet<string>): Problem[] {
  const own = problemsOf(error, '').filter((problem) => !known.has(keyOf(problem)))
  return own.map((problem) => ({
    ...problem,
    field: rowField(row, problem.field),
    message: clip(problem.message),
  }))
}

function keyOf({ field, message }: Problem): string {
  return JSON.stringify([field, message])
}

/** Messages quote cells, which may be very long. */
const LONGEST_MESSAGE = 300

function clip(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message
}

function inRowOrder(problems: readonly Problem[]): Problem[] {
  const rowOf = ({ field }: Problem): number => Number(/^row (\d+)/.exec(field)?.[1] ?? 0)
  return problems.toSorted((a, b) => rowOf(a) - rowOf(b))
}
