// The requests that keep a user out of Entra ID, because revoking a certificate does not end running sessions.
import { userPath } from '../entra/users.ts'
import type { GraphRequest } from './graph.ts'

export function offboardingRequests(userPrincipalName: string): readonly GraphRequest[] {
  const user = `/v1.0${userPath(userPrincipalName)}`
  return [
    {
      title:
        'Block new sign-ins, on the last day (User.EnableDisableAccount.All and User.Read.All; User Administrator)',
      line: `PATCH ${user}`,
      body: { accountEnabled: false },
    },
    {
      title:
        'End running sessions, which revoking a certificate does not do (User.RevokeSessions.All; User Administrator)',
      line: `POST ${user}/revokeSignInSessions`,
    },
  ]
}
