// How a sign-in of the administrator fails: `error` and code, in the form of the login endpoint (fact sheet §1.2, §4).
import { randomUUID } from 'node:crypto'
import type { Reply } from './reply.ts'

const STEPS = {
  pending: [
    'authorization_pending',
    70016,
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ],
  'slow-down': ['slow_down', 0, 'Polling too fast.'], // OPEN: whether Entra sends it
  declined: ['authorization_declined', 70017, 'The user declined.'], // OPEN: the number
  expired: ['expired_token', 70019, 'The device code has expired.'],
  'bad-device-code': ['bad_verification_code', 70018, 'The verification code is not valid.'],
  'bad-code': ['invalid_grant', 70000, 'The provided value for the code is not valid.'],
  'bad-request': ['invalid_request', 900144, 'The request body is not valid.'],
  'bad-secret': ['invalid_client', 7000215, 'Invalid client secret provided.'],
  'secret-expired': ['invalid_client', 7000222, 'The provided client secret keys are expired.'],
  'no-public-flows': [
    'invalid_client',
    7000218,
    'The request body must contain client_assertion or client_secret.',
  ],
  'no-such-tenant': ['invalid_request', 90002, 'Tenant not found.'],
  'no-such-app': ['unauthorized_client', 700016, 'Application was not found in the directory.'],
  'no-consent': [
    'invalid_grant',
    65001,
    'The user or administrator has not consented to use the application.',
  ],
  'not-preauthorized': [
    'invalid_grant',
    65002,
    'Consent between first party applications must be preauthorized.',
  ],
  'security-defaults': ['invalid_grant', 530035, 'Access has been blocked by security defaults.'],
  'conditional-access': ['invalid_grant', 53003, 'Access has been blocked by Conditional Access policies.'],
  'needs-mfa': ['invalid_grant', 50076, 'You must use multi-factor authentication.'],
} as const satisfies Record<string, readonly [error: string, code: number, text: string]>

export type Step = keyof typeof STEPS

export function signInError(step: Step): Reply {
  const [error, code, text] = STEPS[step]
  const [trace, correlation] = [randomUUID(), randomUUID()]
  const body = {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation}`,
    error_codes: code === 0 ? [] : [code],
    timestamp: new Date()
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, 'Z'),
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  }
  return { status: error === 'invalid_client' ? 401 : 400, body }
}
