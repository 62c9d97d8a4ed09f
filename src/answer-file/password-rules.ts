// Which passwords do not reach certutil exactly as given, each with its reason.
// On the way from the answer file: Setup's Path, CommandLineToArgvW, PowerShell 5.1, and its way of handing arguments
// to a program; from a script on the stick: the last of these alone.
import type { Problem } from '../errors.ts'
import type { Secret } from '../secret.ts'

/** Where the password stands: in the answer file's command, or in the script on the stick. */
export type Transport = 'inline' | 'script'

interface PasswordRule {
  readonly broken: RegExp
  readonly message: string
  readonly hint: string
  /** Set where only this transport breaks it. */
  readonly only?: Transport
}

const PASSWORD_RULES: readonly PasswordRule[] = [
  {
    // Windows PowerShell leaves an empty argument out; certutil would take the file's name for the password.
    broken: /^$/,
    message: 'the password is empty, and Windows would take the next word for it',
    hint: 'give one of 12 characters or more',
  },
  {
    // PowerShell 5.1 hands an embedded mark on without escaping it.
    broken: /"/,
    message: 'the password holds a quotation mark ("), which Windows PowerShell does not hand on to certutil',
    hint: 'leave the quotation mark out',
  },
  {
    // Setup expands environment variables in Path; nothing escapes the sign there.
    broken: /%/,
    message: 'the password holds a percent sign, which Windows Setup may take for an environment variable',
    hint: 'leave the percent sign out, or import by script',
    only: 'inline',
  },
  {
    broken: /\p{Cc}/u,
    message: 'the password holds a control character (tab, line break or the like)',
    hint: 'use characters that can be typed',
  },
  {
    // XML 1.0 §2.2 has no way to write them, not even as a reference.
    broken: /[\uFFFE\uFFFF]/,
    message: 'the password holds a character that XML cannot hold',
    hint: 'use characters that can be typed, or import by script',
    only: 'inline',
  },
  {
    // A lone surrogate has no UTF-8 form.
    broken: /\p{Cs}/u,
    message: 'the password holds half a character',
    hint: 'use characters that can be typed',
  },
  {
    // Documented: certutil -p * asks at the console, where nobody sits.
    broken: /^\*$/,
    message: 'the password is "*", which makes certutil ask for one',
    hint: 'choose another password',
  },
  {
    // certutil knows options by either sign, wherever they stand.
    broken: /^[-/]/,
    message: 'the password begins with "-" or "/", which certutil may take for an option',
    hint: 'begin it with another character',
  },
  {
    // PowerShell 5.1 wraps it in quotation marks, and the backslash would then escape the closing one.
    broken: /[\s\u0085](?:.|\s)*\\$/,
    message: 'the password holds a space and ends in a backslash, which Windows PowerShell does not hand on',
    hint: 'leave the space out, or end it with another character',
  },
]

/** Of field `password`; empty where certutil gets it exactly as given. */
export function passwordProblems(password: Secret, transport: Transport): Problem[] {
  const text = password.reveal()
  return PASSWORD_RULES.filter(({ broken, only = transport }) => only === transport && broken.test(text)).map(
    ({ message, hint }) => ({ field: 'password', message, hint }),
  )
}
