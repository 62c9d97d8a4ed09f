// The wizard's questions: a conversation that yields a request, and nothing else. `carry-out.ts` does what it asks for.

import { checkAnswerFile } from '../answer-file/check.ts'
import { computerNameFault } from '../answer-file/computer-name.ts'
import { passwordProblems } from '../answer-file/password-rules.ts'
import type { Architecture } from '../answer-file/vocabulary.ts'
import { UserError } from '../errors.ts'

import { type ImportMode, STORES, type Store } from '../request/import-choices.ts'

import type { RequestInput } from '../request/request.ts'
import { userPrincipalNameFault } from '../request/user-principal-name.ts'
import { oneLine, shown } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import type { Context } from './context.ts'
import type { Prompts, Validate } from './prompts.ts'
import { listTemplates, readTemplate } from './template-files.ts'

/** What is known before the first question. */
export interface Conversation {
  readonly prompts: Prompts
  readonly context: Context
  /** Domain of the user before this one, to be taken where none is typed. */
  readonly lastDomain: string | null
  /** The customer's, of certstick.json; each is the default of its question. */
  readonly defaults: RequestInput
}

/** Asks for everything that `new` could be given. */
export async function askRequest(conversation: Conversation): Promise<RequestInput> {
  const upn = await askSpelledName(conversation)
  const device = await askDevice(conversation)
  const password = await askPassword(conversation)
  const template = await askTemplate(conversation)
  const architecture = await askArchitecture(conversation, template)
  const store = await askStore(conversation)
  // For the user alone no command holds the password, whichever way.
  const importMode = store === 'user' ? undefined : await askImport(conversation)
  return { upn, device, password, template, architecture, store, import: importMode }
}

/** As Entra ID writes it, where a token for Microsoft Graph is at hand. */
async function askSpelledName(conversation: Conversation): Promise<string> {
  const { prompts, context } = conversation
  for (;;) {
    const typed = await askUserPrincipalName(conversation)
    if ((context.world.env['CERTSTICK_GRAPH_TOKEN'] ?? '').trim() === '') return typed
    const { confirmSpelling } = await import('./wizard-spelling.ts')
    const name = await confirmSpelling(typed, { prompts, context })
    if (name !== null) return name
  }
}

export async function askUserPrincipalName({
  prompts,
  context,
  lastDomain,
}: Pick<Conversation, 'prompts' | 'context' | 'lastDomain'>): Promise<string> {
  const complete = (answer: string): string =>
    answer.includes('@') || lastDomain === null || answer === '' ? answer : `${answer}@${lastDomain}`
  const message =
    lastDomain === null
      ? 'User principal name (name@domain)'
      : `User principal name (@${lastDomain} if none is typed)`
  const answer = await prompts.text({
    message,
    validate: (text) => userPrincipalNameFault(complete(text.trim())),
    show: (text) => {
      const colour = userPrincipalNameFault(complete(text.trim())) === null ? 'green' : 'yellow'
      return context.terminal.style(colour, oneLine(text))
    },
  })
  return complete(answer.trim())
}

async function askDevice({ prompts }: Conversation): Promise<string | undefined> {
  const answer = await prompts.text({
    message: 'Device name (leave empty: Windows chooses one)',
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
    message: 'Password of the PFX (leave empty to generate one)',
    validate: (text) => passwordProblems(new Secret(text), 'script')[0]?.message ?? null,
  })
  return password ?? 'made'
}

/** For a rootCA.key that is about to be created. Null: it is stored unencrypted. */
export function askNewPassphrase(
  conversation: Pick<Conversation, 'prompts' | 'context'>,
): Promise<Secret | null> {
  return askTwice(conversation, {
    message: 'Passphrase for rootCA.key (leave empty to store the key unencrypted)',
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

async function askTemplate({ prompts, context, defaults }: Conversation): Promise<string> {
  const { world, terminal } = context
  const bundled = listTemplates(world).map(({ name, summary }) => ({
    name,
    value: name,
    description: summary,
  }))
  const own = { name: 'a file of your own', value: '' }
  const usual = defaults.template ?? 'entra-join'
  if (!bundled.some(({ value }) => value === usual))
    bundled.unshift({ name: usual, value: usual, description: 'the usual file of this customer' })
  for (;;) {
    const choice = await prompts.choice({
      message: 'Answer file',
      choices: [...bundled, own],
      default: usual,
    })
    const name = choice === own.value ? await askTemplateFile(prompts, world) : choice
    const wipes = checkAnswerFile(readTemplate(name, world).bytes).find(({ code }) => code === 'wipes-disk')
    if (wipes === undefined) return name
    terminal.say(`warning: ${oneLine(wipes.message)}`)
    if (await prompts.confirm({ message: 'This answer file erases a disk. Use it anyway', default: false }))
      return name
  }
}

/** A file of the user's own says itself what it is for. */
async function askArchitecture(
  { prompts, context, defaults }: Conversation,
  template: string,
): Promise<Architecture | undefined> {
  if (!readTemplate(template, context.world).bundled) return undefined
  return prompts.choice<Architecture>({
    message: 'Processor of the device',
    default: defaults.architecture === 'arm64' ? 'arm64' : 'amd64',
    choices: [
      { name: 'Intel or AMD', value: 'amd64' },
      { name: 'ARM64', value: 'arm64', description: 'such as Snapdragon' },
    ],
  })
}

function askTemplateFile(prompts: Prompts, world: World): Promise<string> {
  const validate = (text: string): string | null => (text === '' ? 'give a path' : templateFault(text, world))
  return prompts.text({ message: 'Path of the answer file', validate })
}

/** Why it cannot be read; null where it can. */
function templateFault(name: string, world: World): string | null {
  try {
    readTemplate(name, world)
    return null
  } catch (error) {
    if (error instanceof UserError) return error.problems[0]?.message ?? error.message
    throw error
  }
}

/** Undefined: inline where that carries the password, which the plan knows. */
async function askImport({ prompts, defaults }: Conversation): Promise<'script' | undefined> {
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
function askStore({ prompts, defaults }: Conversation): Promise<Store> {
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
