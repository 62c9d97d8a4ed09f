// Warns of chosen passwords that are easy to guess.
import type { Finding } from '../finding.ts'
import type { Secret } from '../secret.ts'
import { weaknessOf } from './password-strength.ts'
import type { MediaPlan } from './plan.ts'

/** One for each weak password, however many sticks have it. */
export function weakPasswords(plans: readonly MediaPlan[]): readonly Finding[] {
  const chosen = new Map<string, MediaPlan[]>()
  for (const plan of plans) {
    if (plan.pfx.passwordMade) continue
    const text = plan.pfx.password.reveal()
    const same = chosen.get(text)
    if (same === undefined) chosen.set(text, [plan])
    else same.push(plan)
  }
  return [...chosen.values()].flatMap((same) => {
    const [first] = same
    const names = same.flatMap(({ certificate, device }) => [certificate.userPrincipalName, device ?? ''])
    const what = same.length === 1 ? 'the password of the PFX' : `the password of ${same.length} PFX files`
    return first === undefined ? [] : weakSecret(first.pfx.password, what, names)
  })
}

/** @param what the secret in words */
export function weakSecret(secret: Secret, what: string, names: readonly string[] = []): readonly Finding[] {
  const weakness = weaknessOf(secret, names)
  if (weakness === null) return []
  const { bits, reason } = weakness
  const message = `${what} is easy to guess: ${reason}, so about 2^${bits} tries are enough, and nothing limits the tries of whoever copies the file`
  const hint = 'choose a longer one, such as four words that do not belong together'
  return [{ severity: 'warning', code: 'password-weak', message, hint }]
}
