// A Temporary Access Pass: by it a user signs in once the device is new, and registers a second factor. Its value is in one answer
// of Graph and in no other. Source: Microsoft Graph v1.0, `temporaryAccessPassAuthenticationMethod`; Microsoft Entra,
// "Configure Temporary Access Pass".
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import { isText, type JsonObject, numberOf, textOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { GraphError, unlessFault } from './graph-error.ts'
import { requireSeen } from './looked.ts'
import { refuseAdministrator } from './user-changes.ts'
import { type EntraUser, readUser } from './users.ts'

export interface PassPlan {
  readonly userId: string
  /** As Entra writes it. */
  readonly userPrincipalName: string
  readonly minutes: number
  readonly once: boolean
  /** Why it differs from what was asked for; null: it does not. */
  readonly note: string | null
}

export interface Pass extends PassPlan {
  readonly value: Secret
}

const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass'
const MINUTES = 60

/** @throws UserError wrong-input: the user cannot have one; GraphError */
export async function planPass(
  client: GraphClient,
  name: string,
  { once, allowAdmin }: { readonly once: boolean; readonly allowAdmin: boolean },
): Promise<PassPlan> {
  if (client.endpoints.cloud === 'china') {
    throw new UserError('wrong-input', 'Microsoft’s cloud in China has no Temporary Access Pass', {
      hint: 'give the user another second factor, such as a passkey',
    })
  }
  const { id, userPrincipalName } = await findUser(client, name)
  if (userPrincipalName.includes('#EXT#')) {
    throw new UserError('wrong-input', `${shown(userPrincipalName)} is a guest of another organization`, {
      hint: 'a guest signs in at home, and gets a pass there',
    })
  }
  const refused = allowAdmin ? null : await refuseAdministrator(client, { id, userPrincipalName }, WHY_NOT)
  if (refused !== null) {
    const message = `${shown(refused.subject)}: ${refused.message}`
    throw new UserError('wrong-input', message, { hint: refused.hint })
  }
  const policy = await unlessFault('forbidden', null, () => client.get(POLICY))
  if (policy !== null && !isText(policy['state'], 'enabled')) throw notEnabled(userPrincipalName)
  const minutes = minutesWithin(policy)
  const onceOnly = policy?.['isUsableOnce'] === true
  const notes = [
    minutes === MINUTES ? '' : `the tenant’s policy does not allow ${MINUTES} minutes`,
    onceOnly && !once ? 'the tenant’s policy allows passes for one use only' : '',
    policy === null ? 'the tenant’s policy for passes cannot be read' : '',
  ].filter((note) => note !== '')
  return {
    userId: id,
    userPrincipalName,
    minutes,
    once: once || onceOnly,
    note: notes.length === 0 ? null : notes.join('; '),
  }
}

/** A new pass replaces the user's former one. @throws UserError failed: refused; GraphError */
export async function makePass(client: GraphClient, plan: PassPlan): Promise<Pass> {
  const path = `/users/${encodeURIComponent(plan.userId)}/authentication/temporaryAccessPassMethods`
  try {
    const made = await client.post(path, { lifetimeInMinutes: plan.minutes, isUsableOnce: plan.once })
    const value = textOf(made['temporaryAccessPass'])
    if (value === null) throw valueIsLost('Microsoft Graph did not answer with the pass')
    return {
      ...plan,
      minutes: numberOf(made['lifetimeInMinutes']) ?? plan.minutes,
      once: made['isUsableOnce'] === true,
      value: new Secret(value),
    }
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    // Graph gives these a text and no code of their own.
    if (error.fault === 'refused' && /UserCredentialPolicy/i.test(error.graphMessage))
      throw notEnabled(plan.userPrincipalName)
    if (error.isUncertain) throw valueIsLost(error.message, error)
    if (error.fault === 'forbidden')
      throw new UserError('failed', error.message, { hint: `${error.hint}. ${MAY_NOT}` })
    throw error
  }
}

const MAY_NOT =
  'For an administrator it takes Privileged Authentication Administrator, and nobody can make a pass for themselves'

function valueIsLost(why: string, cause?: GraphError): UserError {
  return new UserError('failed', `${why}; a pass may have been made, and its value is lost`, {
    hint: 'run the command again: the new pass replaces it',
    cause,
  })
}

const WHY_NOT = 'whoever gets the pass signs in as an administrator'

async function findUser(client: GraphClient, name: string): Promise<EntraUser> {
  const user = requireSeen(await readUser(client, name))
  if (user !== null) return user
  throw new UserError('wrong-input', `there is no user ${shown(name)} in this tenant`, {
    hint: 'check the spelling, and --tenant',
  })
}

function minutesWithin(policy: JsonObject | null): number {
  const least = numberOf(policy?.['minimumLifetimeInMinutes']) ?? MINUTES
  const most = numberOf(policy?.['maximumLifetimeInMinutes']) ?? MINUTES
  return Math.min(Math.max(MINUTES, least), most)
}

function notEnabled(userPrincipalName: string): UserError {
  return new UserError('wrong-input', `Temporary Access Pass is not on for ${shown(userPrincipalName)}`, {
    hint: 'in the Entra admin center: Authentication methods, Policies, Temporary Access Pass',
  })
}
