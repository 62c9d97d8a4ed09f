// The administrator's confirmation of a change of the tenant: its name, typed, or its id for scripts.
import type { Organization } from '../../entra/organization.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { shown } from '../../screen-text.ts'
import type { CommonOptions, Context } from '../context.ts'

export interface ConfirmOptions extends CommonOptions {
  readonly tenantId?: string
  readonly dryRun?: boolean
}

/** @returns false: nothing may be changed, because nobody can be asked and nothing was confirmed. @throws UserError wrong-input */
export function mayChange(
  { yes, dryRun, tenantId }: ConfirmOptions,
  { terminal }: Pick<Context, 'terminal'>,
): boolean {
  if (dryRun === true) return false
  if (yes === true && tenantId === undefined) {
    const hint =
      'a script names the tenant that it means to change: certstick entra check and the Entra admin center show the id'
    throwProblems('nothing was changed', [{ field: 'tenantId', message: 'is missing beside --yes', hint }])
  }
  return yes === true || terminal.interactive
}

/**
 * Asks until the name is typed, so that a slip costs no second sign-in.
 * @throws UserError wrong-input: the id is another tenant's; declined: no name was typed
 */
export async function confirmTenant(
  tenant: Organization,
  { yes, tenantId }: ConfirmOptions,
  { world }: Context,
): Promise<void> {
  if (tenantId !== undefined && tenantId.toLowerCase() !== tenant.id.toLowerCase()) {
    const message = `the access token is for ${shown(tenant.displayName)} (${tenant.id}), not for ${shown(tenantId)}`
    throwProblems('nothing was changed', [{ field: 'tenantId', message }])
  }
  if (yes === true) return
  const { makePrompts } = await import('../prompts.ts')
  const name = asTyped(tenant.displayName) || tenant.id // an empty answer confirms nothing
  const typed = await makePrompts(world).text({
    message: `Type the tenant’s name, ${name}, to go on`,
    validate: (text) => {
      return ['', name].includes(asTyped(text)) ? null : `it is ${name}; to change nothing, leave it empty`
    },
  })
  if (asTyped(typed) !== name) throw new UserError('declined', 'cancelled; nothing was changed')
}

/** With one space between words: nobody sees how many there are, nor characters that are not shown. */
function asTyped(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, ' ').trim()
}
