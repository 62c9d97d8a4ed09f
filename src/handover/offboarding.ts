// The requests that keep a user out of Entra ID, because revoking a certificate does not end running sessions.
import type { GraphRequest } from './graph.ts'

/** Path of a user in Microsoft Graph, percent-encoded. */
export function userPath(userPrincipalName: string): string {
  return `/v1.0/users/${encodeURIComponent(userPrincipalName).replaceAll("'", '%27')}`
}

export function offboardingRequests(userPrincipalName: string): readonly GraphRequest[] {
  const user = userPath(userPrincipalName)
  return [
    {
      title: 'Block new sign-ins, on the last day (User.EnableDisableAccount.All)',
      line: `PATCH ${user}`,
      body: { accountEnabled: false },
    },
    {
      title: 'End running sessions (User.RevokeSessions.All), which revoking a certificate does not do',
      line: `POST ${user}/revokeSignInSessions`,
    },
  ]
}
