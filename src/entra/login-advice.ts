// What helps an administrator whose own sign-in fails. For users who sign in with certificates see `sign-in-errors.ts`.
// Source: Microsoft, "Authentication and authorization error codes".
import type { LoginTarget } from './login-target.ts'

interface Advice {
  /** Null: the sign-in service's own words do. */
  readonly message: string | null
  readonly hint: string
}

const NO_DEVICE_CODE: Advice = {
  message: 'this tenant blocks device code sign-in',
  hint: 'run again without --device-code, on a computer with a browser, or give a token in CERTSTICK_GRAPH_TOKEN',
}

const SECRET_IS_WRONG: Advice = {
  message: "the program's secret or certificate is wrong or has expired",
  hint: 'create a new one at the app registration, Certificates & secrets',
}

const BY_CODE: Readonly<Record<number, Advice>> = {
  530035: NO_DEVICE_CODE,
  530036: NO_DEVICE_CODE,
  70002: SECRET_IS_WRONG,
  7000215: SECRET_IS_WRONG,
  7000222: SECRET_IS_WRONG,
  700027: SECRET_IS_WRONG,
  7000218: {
    message: 'the app registration does not allow public client flows',
    hint: 'set Allow public client flows to Yes at the app registration, Authentication; only --device-code needs it',
  },
  50011: {
    message: 'the app registration lacks the redirect address http://localhost',
    hint: 'add it at the app registration, Authentication, Mobile and desktop applications',
  },
  65004: { message: 'the consent was declined', hint: 'run again, and consent' },
  65002: {
    message: 'this program cannot be given these permissions',
    hint: 'register a program of your own and give its id with --client-id',
  },
  700016: {
    message: 'the tenant does not know this program',
    hint: 'check --client-id and --tenant; the app registration must be in this tenant',
  },
  90002: { message: 'there is no such tenant', hint: 'give one of its domains or its id with --tenant' },
  90038: { message: 'the tenant is in another cloud', hint: 'give it with --cloud' },
  50105: {
    message: 'your account is not assigned to the program',
    hint: 'assign it at the enterprise application, Users and groups',
  },
  50076: { message: 'a second factor is needed', hint: 'sign in with the browser, without --device-code' },
  50079: { message: 'a second factor must be registered', hint: 'register one, then run again' },
  70019: { message: 'the code has expired', hint: 'run again, and enter the code within 15 minutes' },
}

const BY_ERROR: Readonly<Record<string, Advice>> = {
  authorization_declined: { message: 'the sign-in was declined', hint: 'run again, and approve it' },
  access_denied: { message: 'the sign-in was declined', hint: 'run again, and approve it' },
  expired_token: { message: 'the code has expired', hint: 'run again, and enter the code within 15 minutes' },
}

const NO_CONSENT: readonly number[] = [65001, 90094]
/** Conditional access blocked it. */
const BLOCKED = 53003

export function loginAdvice(
  { error, codes }: { readonly error: string; readonly codes: readonly number[] },
  target: LoginTarget,
): Advice {
  if (codes.some((code) => NO_CONSENT.includes(code))) {
    const { endpoints, tenant, clientId } = target
    const link = `${endpoints.loginUrl}/${encodeURIComponent(tenant)}/adminconsent?client_id=${encodeURIComponent(clientId)}`
    return { message: 'an administrator has not consented to the permissions', hint: `open ${link}` }
  }
  if (codes.includes(BLOCKED)) {
    return target.isDeviceCode
      ? NO_DEVICE_CODE
      : {
          message: 'conditional access blocked it',
          hint: 'the sign-in log in the Entra admin center names the policy',
        }
  }
  const byCode = codes.map((code) => BY_CODE[code]).find((advice) => advice !== undefined)
  const [first] = codes
  const hint =
    first === undefined
      ? 'run again'
      : `see https://login.microsoftonline.com/error?code=${first}, and run again`
  return byCode ?? BY_ERROR[error] ?? { message: null, hint }
}
