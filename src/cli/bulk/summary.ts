// What a table of users is about to create, in a few lines: shown before the wizard's last question.
import type { BulkPlan } from '../../bulk/plan.ts'
import { formatDay } from '../../instant.ts'
import { factLine, joinLines } from '../../screen-text.ts'

export interface TablePlaces {
  /** As the user would write them. */
  readonly folder: string
  readonly ca: string
  readonly makesRoot: boolean
}

export function summarizeTable({ rows }: BulkPlan, { folder, ca, makesRoot }: TablePlaces): string {
  const plans = rows.map(({ plan }) => plan)
  const certificates = plans.map(({ certificate }) => certificate)
  const terms = certificates.map(
    ({ keyAlgorithm, notAfter }) => `${keyAlgorithm} until ${formatDay(notAfter)}`,
  )
  const lines: [string, string][] = [
    ['users', `${plans.length}: ${named(certificates.map((one) => one.userPrincipalName))}`],
    ['folder', folder],
    ['root CA', makesRoot ? `${ca} (will be created first)` : ca],
    ['answer file', named(plans.map(({ template }) => template.name))],
    ['certificate', named(terms)],
  ]
  return joinLines(lines.map(factLine))
}

const MOST_NAMED = 3

/** Each once; of many the first. */
function named(texts: readonly string[]): string {
  const distinct = [...new Set(texts)]
  const more = distinct.length - MOST_NAMED
  return [...distinct.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}
