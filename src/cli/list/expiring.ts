// `--expiring` of commands that do the same for many certificates: which they are, and one after the other. A failure is
// reported and does not stop the others.
import { UserError } from '../../errors.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import { listCertificates, parseFilter } from '../../inventory/list.ts'
import type { Reader } from '../../inventory/reader.ts'
import { oneLine } from '../../screen-text.ts'
import type { Context } from '../context.ts'
import { formatError } from '../error-text.ts'
import { EXIT_CODES } from '../exit-codes.ts'

/** Those in use that end soon, the first to end first. @param expiring such as `30d` @throws UserError wrong-input */
export function expiringCertificates(inventory: Reader | null, expiring: string, now: Date): Certificate[] {
  const filter = parseFilter({ expiring, state: 'issued' })
  if (inventory === null) return []
  return [...listCertificates(inventory, filter, now)].map(({ certificate }) => certificate)
}

/**
 * For each certificate that ends soon: the one that its user has now on that device, once. A renewed one is found by the
 * former one. @param expiring as for `expiringCertificates` @throws UserError wrong-input
 */
export function currentOfExpiring(inventory: Reader, expiring: string, now: Date): Certificate[] {
  const filter = parseFilter({ expiring, state: 'issued,superseded,revoked' })
  const found = new Map<string, Certificate>()
  for (const { certificate } of listCertificates(inventory, filter, now)) {
    const current = inventory.current(certificate.userPrincipalName, certificate.device)
    if (current !== null) found.set(current.serialNumber, current)
  }
  return [...found.values()]
}

/** Device, or else output, and user. */
export function expiringName({ device, name, userPrincipalName }: Certificate): string {
  return oneLine(`${device ?? name} (${userPrincipalName})`)
}

/** @param work for one, with a context that ends with it. Exit code 1 where it failed for any */
export async function eachExpiring(
  certificates: readonly Certificate[],
  work: (certificate: Certificate, context: Context) => Promise<void>,
  context: Context,
): Promise<void> {
  const { terminal, world, setExitCode } = context
  const failed: string[] = []
  for (const [i, certificate] of certificates.entries()) {
    const ends: (() => void)[] = []
    terminal.say(`\n${i + 1} of ${certificates.length}: ${expiringName(certificate)}`)
    try {
      await work(certificate, { ...context, onEnd: (listener) => void ends.push(listener) })
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled') throw error
      failed.push(expiringName(certificate))
      terminal.say(formatError(error, world.cwd))
    } finally {
      for (const end of ends) end()
    }
  }
  terminal.say(`\n${certificates.length - failed.length} done, ${failed.length} failed`)
  if (failed.length === 0) return
  for (const name of failed) terminal.say(`error: failed: ${name}`)
  terminal.say('hint: correct what is reported above, and run the command again')
  setExitCode(EXIT_CODES.failed)
}
