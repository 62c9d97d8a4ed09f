// The requests that keep a user out of Entra ID: revoking a certificate ends no session that is running.
import type { GraphRequest } from './graph.ts'

/** Of a user in Microsoft Graph, percent-encoded. */
export function userPath(userPrincipalName: string): string {
  return `/v1.0/users/${encodeURIComponent(userPrincipalName).replaceAll("'", '%27')}`
}

export function offboardingRequests(userPrincipalName: string): readonly GraphRequest[] {
  const user = userPath(userPrincipalName)
  return [
    {
      title: 'The last day: no new sign-in (User.EnableDisableAccount.All)',
      line: `PATCH ${user}`,
      body: { accountEnabled: false },
    },
    {
      title: '… and no old one (User.RevokeSessions.All): revoking a certificate ends no session',
      line: `POST ${user}/revokeSignInSessions`,
    },
  ]
}
