// Which passwords do not reach the import exactly as given, each with its reason.
// On the way from the answer file: XML, Setup's Path, CommandLineToArgvW, PowerShell 5.1, its way of handing arguments to
// a program, and certutil. To the script on the stick: a file of UTF-8 that .NET reads, which changes next to nothing.
import type { Problem } from '../errors.ts'
import type { Secret } from '../secret.ts'

/** How the password gets to the import: in the answer file's command, or in the file beside the script. */
export type Transport = 'inline' | 'script'

interface PasswordRule {
  readonly broken: RegExp
  readonly message: string
  readonly hint: string
  /** Whether only the answer file's command breaks it; a file carries it. */
  readonly inlineOnly: boolean
}

const PASSWORD_RULES: readonly PasswordRule[] = [
  {
    // windows.md §5: macOS opens no PFX whose password is empty.
    broken: /^$/,
    message: 'the password is empty',
    hint: 'choose a password of 12 characters or more',
    inlineOnly: false,
  },
  {
    broken: /\p{Cc}/u,
    message: 'the password contains a control character (tab, line break or the like)',
    hint: 'use characters that can be typed',
    inlineOnly: false,
  },
  {
    // A lone surrogate has no UTF-8 form.
    broken: /\p{Cs}/u,
    message: 'the password contains half a character',
    hint: 'use characters that can be typed',
    inlineOnly: false,
  },
  {
    // .NET takes it for a byte order mark where it begins a file, and leaves it out.
    broken: /\uFEFF/,
    message: 'the password contains a byte order mark (U+FEFF)',
    hint: 'use characters that can be typed',
    inlineOnly: false,
  },
  {
    // PowerShell 5.1 hands an embedded mark on without escaping it.
    broken: /"/,
    message: 'the password contains a quotation mark ("), which Windows PowerShell does not pass to certutil',
    hint: 'leave the quotation mark out, or import by script',
    inlineOnly: true,
  },
  {
    // Setup expands environment variables in Path; nothing escapes the sign there.
    broken: /%/,
    message: 'the password contains a percent sign, which Windows Setup may treat as an environment variable',
    hint: 'leave the percent sign out, or import by script',
    inlineOnly: true,
  },
  {
    // XML 1.0 §2.2 has no way to write them, not even as a reference.
    broken: /[\uFFFE\uFFFF]/,
    message: 'the password contains a character that XML cannot represent',
    hint: 'use characters that can be typed, or import by script',
    inlineOnly: true,
  },
  {
    // Documented: certutil -p * asks at the console, where nobody sits.
    broken: /^\*$/,
    message: 'the password is "*", which makes certutil ask for one',
    hint: 'choose another password',
    inlineOnly: true,
  },
  {
    // certutil knows options by either sign, wherever they stand.
    broken: /^[-/]/,
    message: 'the password begins with "-" or "/", which certutil may treat as an option',
    hint: 'begin it with another character, or import by script',
    inlineOnly: true,
  },
  {
    // PowerShell 5.1 wraps it in quotation marks, and the backslash would then escape the closing one.
    broken: /[\s\u0085](?:.|\s)*\\$/,
    message:
      'the password contains a space and ends in a backslash, which Windows PowerShell does not pass on',
    hint: 'leave the space out, end it with another character, or import by script',
    inlineOnly: true,
  },
]

/** Of field `password`; empty where the import gets it exactly as given. */
export function passwordProblems(password: Secret, transport: Transport): Problem[] {
  const text = password.reveal()
  return PASSWORD_RULES.filter(({ inlineOnly }) => transport === 'inline' || !inlineOnly)
    .filter(({ broken }) => broken.test(text))
    .map(({ message, hint }) => ({ field: 'password', message, hint }))
}
