// The questions about one stick, each on its own: of the wizard, and of commands that ask for what was not given.
import { computerNameFault } from '../answer-file/computer-name.ts'
import { passwordProblems } from '../answer-file/password-rules.ts'
import { type ImportMode, STORES, type Store } from '../request/import-choices.ts'
import type { RequestInput } from '../request/request.ts'
import { userPrincipalNameFault } from '../request/user-principal-name.ts'
import { oneLine, shown } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import type { Context } from './context.ts'
import type { Prompts, Validate } from './prompts.ts'

/** What is known before the first question. */
export interface Conversation {
  readonly prompts: Prompts
  readonly context: Context
  /** Domain of the user before this one, to be taken where none is typed. */
  readonly lastDomain: string | null
  /** The customer's, of certstick.json; each is the default of its question. */
  readonly defaults: RequestInput
}

export async function askUserPrincipalName({
  prompts,
  context,
  lastDomain,
  defaults = {},
}: Pick<Conversation, 'prompts' | 'context' | 'lastDomain'> & Partial<Conversation>): Promise<string> {
  const complete = (answer: string): string =>
    answer.includes('@') || lastDomain === null || answer === '' ? answer : `${answer}@${lastDomain}`
  const message =
    lastDomain === null
      ? 'User principal name (name@domain)'
      : `User principal name (@${lastDomain} if none is typed)`
  const answer = await prompts.text({
    message,
    ...(defaults.upn === undefined ? {} : { default: defaults.upn }),
    validate: (text) => userPrincipalNameFault(complete(text.trim())),
    show: (text) => {
      const colour = userPrincipalNameFault(complete(text.trim())) === null ? 'green' : 'yellow'
      return context.terminal.style(colour, oneLine(text))
    },
  })
  return complete(answer.trim())
}

export async function askDevice({ prompts, defaults }: Conversation): Promise<string | undefined> {
  const answer = await prompts.text({
    message: 'Device name (leave empty: Windows chooses one)',
    ...(defaults.device === undefined ? {} : { default: defaults.device }),
    validate: (text) => {
      const fault = text.trim() === '' ? null : computerNameFault(text.trim())
      return fault === null ? null : `${shown(text)} ${fault}`
    },
  })
  return answer.trim() === '' ? undefined : answer.trim()
}

export async function askPassword(
  conversation: Pick<Conversation, 'prompts' | 'context'>,
): Promise<Secret | 'made'> {
  const password = await askTwice(conversation, {
    message: 'Password of the PFX (leave empty to generate one; nobody needs to type it)',
    validate: (text) => passwordProblems(new Secret(text), 'script')[0]?.message ?? null,
  })
  return password ?? 'made'
}

/** For a rootCA.key that is about to be created. Null: it is stored unencrypted. */
export function askNewPassphrase(
  conversation: Pick<Conversation, 'prompts' | 'context'>,
): Promise<Secret | null> {
  return askTwice(conversation, {
    message: 'Passphrase for rootCA.key (recommended; leave empty: not encrypted)',
    validate: () => null,
  })
}

/** A new secret, typed twice; null where Enter alone was the answer. */
export async function askTwice(
  { prompts, context }: Pick<Conversation, 'prompts' | 'context'>,
  { message, validate }: { readonly message: string; readonly validate: Validate },
): Promise<Secret | null> {
  for (;;) {
    const secret = await prompts.secret({
      message,
      validate: (text) => (text === '' ? null : validate(text)),
    })
    if (secret.reveal() === '') return null
    const again = await prompts.secret({ message: 'Type it again' })
    if (again.equals(secret)) return secret
    context.terminal.say('error: the two do not match; type both again')
  }
}

/** Undefined: inline where that carries the password, which the plan knows. */
export async function askImport({ prompts, defaults }: Conversation): Promise<'script' | undefined> {
  const importMode = await prompts.choice<ImportMode>({
    message: 'How the certificate is imported',
    default: defaults.import === 'script' ? 'script' : 'inline',
    choices: [
      {
        name: 'by a command in the answer file',
        value: 'inline',
        description: 'the usual way; Windows keeps the password in its event log and its copies of the file',
      },
      {
        name: 'by a script on the stick',
        value: 'script',
        description:
          'the password is in a file on the stick, and in no log; choose it if others can read the logs',
      },
    ],
  })
  return importMode === 'script' ? importMode : undefined
}

/** Edge and Chrome read the user's store alone. (Chromium net/ssl/client_cert_store_win) */
export function askStore({ prompts, defaults }: Conversation): Promise<Store> {
  return prompts.choice<Store>({
    message: 'Where the certificate is used',
    default: STORES.find((store) => store === defaults.store) ?? 'both',
    choices: [
      { name: 'by the user and by the machine', value: 'both' },
      { name: 'by the user', value: 'user', description: 'in the browser, from the first sign-in on' },
      { name: 'by the machine', value: 'machine', description: 'browsers do not offer it to the user' },
    ],
  })
}

/** A policy of both browsers, for the hosts of Entra ID only. */
export function askAutoSelect({ prompts, defaults }: Conversation): Promise<boolean> {
  const message = 'Edge and Chrome take it for Entra ID without asking'
  return prompts.confirm({ message, default: defaults.autoSelect ?? false })
}
