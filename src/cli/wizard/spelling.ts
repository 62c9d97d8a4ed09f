// The wizard's question to Entra ID before a stick is made: whether the user exists, and how exactly the name is written, because a
// certificate with another spelling may not be bound. Asked where a token is at hand; without one the wizard stays offline.

import { seenOf } from '../../entra/looked.ts'
import { readOrganization } from '../../entra/organization.ts'
import { readUser } from '../../entra/users.ts'
import { UserError } from '../../errors.ts'
import { oneLine, shown } from '../../screen-text.ts'
import type { Context } from '../context.ts'
import { connectToEntra } from '../entra/connect.ts'
import type { Prompts } from '../prompts.ts'

/** @returns the name to use; null: another one is to be typed */
export async function confirmSpelling(
  typed: string,
  { prompts, context }: { readonly prompts: Prompts; readonly context: Context },
): Promise<string | null> {
  const { terminal } = context
  try {
    const { client } = await connectToEntra({}, { permissions: ['User.Read.All'], domain: null }, context)
    const looked = await readUser(client, typed)
    if (!looked.seen) {
      terminal.say(`note: the user was not looked up in Entra ID: ${oneLine(looked.why)}`)
      return typed
    }
    if (looked.value === null) {
      const tenant = seenOf(await readOrganization(client))?.displayName ?? 'the tenant'
      const message = `There is no user ${shown(typed)} in ${shown(tenant)}. Use this name anyway`
      return (await prompts.confirm({ message, default: false })) ? typed : null
    }
    const { userPrincipalName } = looked.value
    if (userPrincipalName === typed) return typed
    const message = `Entra ID writes ${shown(userPrincipalName)}. Use that spelling`
    return (await prompts.confirm({ message, default: true })) ? userPrincipalName : typed
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error
    terminal.say(`note: the user was not looked up in Entra ID: ${oneLine(error.message)}`)
    return typed
  }
}
