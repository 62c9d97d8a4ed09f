// Conditional access policies that ask for a second factor. Whether one applies to a user, a program or a place is Entra ID's to
// decide at the sign-in; here only their names are shown. Source: Microsoft Graph, "conditionalAccessPolicy".
import { isText, type JsonObject, objectOf, textOf, textsOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { type Looked, look } from './looked.ts'

/** Names of the policies that are on and ask for a second factor or an authentication strength. */
export function readFactorPolicies(client: GraphClient): Promise<Looked<readonly string[]>> {
  return look('conditional access', async () => {
    const names: string[] = []
    for await (const policy of client.list('/identity/conditionalAccess/policies')) {
      if (asksForFactor(policy)) names.push(textOf(policy['displayName']) ?? '')
    }
    return names
  })
}

function asksForFactor(policy: JsonObject): boolean {
  const controls = objectOf(policy['grantControls'])
  const hasStrength = textOf(objectOf(controls['authenticationStrength'])['id']) !== null
  return (
    isText(policy['state'], 'enabled') &&
    (hasStrength || textsOf(controls['builtInControls']).includes('mfa'))
  )
}
