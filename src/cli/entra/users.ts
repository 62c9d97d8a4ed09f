// The certificates that Entra is to know, as the commands of `certstick entra` name them: all that are current, or by name.
import type { UserGoal } from '../../entra/user-changes.ts'
import { type Problem, throwProblems } from '../../errors.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import { findCertificates } from '../../inventory/lookup.ts'
import type { Reader } from '../../inventory/reader.ts'
import { shown } from '../../screen-text.ts'
import { certificateUserIds } from '../../x509/certificate-user-ids.ts'

export interface CurrentUsers {
  readonly users: readonly UserGoal[]
  readonly others: readonly UserGoal[]
}

/** @param names empty: all @throws UserError wrong-input: a name has no current certificate */
export function findCurrentUsers(inventory: Reader, names: readonly string[], now: Date): CurrentUsers {
  const current = [...inventory.certificates()].filter((one) => isCurrent(one, now))
  if (names.length === 0) return { users: goalsOf(current, inventory), others: [] }
  const problems: Problem[] = []
  const chosen = new Set<string>()
  for (const name of names) {
    const found = findCertificates(inventory, name).filter((one) => isCurrent(one, now))
    for (const { serialNumber } of found) chosen.add(serialNumber)
    if (found.length === 0) {
      const message = `${shown(name)} has no current certificate`
      problems.push({
        field: 'name',
        message,
        hint: 'see certstick list; give a user, a device or a serial number',
      })
    }
  }
  throwProblems('nothing was changed', problems)
  const isChosen = ({ serialNumber }: Certificate): boolean => chosen.has(serialNumber)
  return {
    users: goalsOf(current.filter(isChosen), inventory),
    others: goalsOf(
      current.filter((one) => !isChosen(one)),
      inventory,
    ),
  }
}

/** Whether a user can sign in with it today. */
export function isCurrent({ state, notAfter }: Certificate, now: Date): boolean {
  return state === 'issued' && Date.parse(notAfter) >= now.getTime()
}

/** One for each user. @param valuesOf values of certificateUserIds by a certificate; by default that of its key */
export function goalsOf(
  certificates: readonly Certificate[],
  inventory: Reader,
  valuesOf = keyValues,
): readonly UserGoal[] {
  const goals = new Map<string, { readonly userPrincipalName: string; values: string[]; unknown: number }>()
  for (const { serialNumber, userPrincipalName } of certificates) {
    const key = userPrincipalName.toLowerCase()
    const goal = goals.get(key) ?? { userPrincipalName, values: [], unknown: 0 }
    goals.set(key, goal)
    const der = inventory.document(serialNumber)
    const values = der === null ? [] : valuesOf(der)
    if (values.length === 0) goal.unknown += 1
    goal.values.push(...values)
  }
  return [...goals.values()]
}

function keyValues(der: Uint8Array): readonly string[] {
  const { subjectKeyIdentifier } = certificateUserIds(der)
  return subjectKeyIdentifier === null ? [] : [subjectKeyIdentifier]
}

/** The domain of all these users; null: they have none, or several. Another tool's certificate may name no user. */
export function commonDomain(users: Iterable<Pick<UserGoal, 'userPrincipalName'>>): string | null {
  const domains = new Set<string>()
  for (const { userPrincipalName: name } of users) {
    if (name.includes('@')) domains.add(name.slice(name.lastIndexOf('@') + 1).toLowerCase())
  }
  const [domain = null, ...others] = domains
  return others.length > 0 ? null : domain
}
