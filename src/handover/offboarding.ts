// The requests that keep a user out of Entra ID, because revoking a certificate does not end running sessions.
import { userPath } from '../entra/users.ts'
import { type GraphRequest, withNeed } from './graph.ts'

export function offboardingRequests(userPrincipalName: string): readonly GraphRequest[] {
  const user = `/v1.0${userPath(userPrincipalName)}`
  const requests: readonly GraphRequest[] = [
    {
      title: 'Block new sign-ins, on the last day',
      line: `PATCH ${user}`,
      body: { accountEnabled: false },
    },
    {
      title: 'End running sessions, which revoking a certificate does not do',
      line: `POST ${user}/revokeSignInSessions`,
    },
  ]
  return requests.map(withNeed)
}
