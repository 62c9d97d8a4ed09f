// The wizard's main task: asks for everything that `new` could be given and shows the plan. Any answer can be changed until the
// plan is right.
import { UserError } from '../../errors.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { listFormer, readFormer } from '../../issue/regenerate.ts'
import type { RequestInput } from '../../request/request.ts'
import type { Secret } from '../../secret.ts'
import type { Context } from '../context.ts'
import { requestDefaults } from '../customer/profile.ts'
import { formatError } from '../error-text.ts'
import { askAutoSelect, askImport, askPassword, askStore, type Conversation } from '../questions.ts'
import { askStick } from '../stick/ask-stick.ts'
import { makeStick } from '../stick/carry-out.ts'
import { confirmBy } from '../stick/confirmation.ts'
import { regenerate } from '../stick/regenerate.ts'
import type { StickJob } from '../stick/stick-job.ts'
import type { ChosenCa } from './ask-ca.ts'
import { BACK, type Session, sayNewRoot } from './session.ts'
import { askTemplate } from './template.ts'
import { askWho, type Who } from './who.ts'

interface Answers {
  readonly who: Who
  readonly password: Secret | 'made'
  readonly file: Awaited<ReturnType<typeof askTemplate>>
  readonly use: Pick<RequestInput, 'store' | 'import' | 'autoSelect'>
  readonly stick: string | null
}

interface Question<T> {
  readonly name: string
  readonly ask: (conversation: Conversation, output: string) => Promise<T>
  /** The answer, where it is offered to be changed. */
  readonly tell: (answer: T) => string
}

/** In the order in which they are asked. */
const QUESTIONS: { readonly [K in keyof Answers]: Question<Answers[K]> } = {
  who: {
    name: 'user and device',
    ask: askWho,
    tell: ({ upn, device }) => (device === undefined ? upn : `${upn} on ${device}`),
  },
  password: {
    name: 'password of the PFX',
    ask: askPassword,
    tell: (password) => (password === 'made' ? 'generated' : 'given'),
  },
  file: {
    name: 'answer file',
    ask: askTemplate,
    tell: ({ template, architecture }) => [template, architecture].filter(Boolean).join(', '),
  },
  use: {
    name: 'use and import',
    ask: askUse,
    tell: ({ store, import: mode }) => [store, mode].filter(Boolean).join(', '),
  },
  stick: {
    name: 'stick',
    ask: (conversation) => askStick(conversation),
    tell: (stick) => stick ?? 'none, output folder only',
  },
}

export async function createStick(session: Session): Promise<void> {
  const { context, output } = session
  const ca = await session.ca()
  const conversation = await openConversation(session)
  let answers: Partial<Answers> = {}
  for (const name of Object.keys(QUESTIONS) as (keyof Answers)[])
    answers = { ...answers, [name]: await QUESTIONS[name].ask(conversation, output) }
  const job = (): StickJob => jobOf(answers as Answers, { ca, conversation, session })
  while (!(await isMade(job(), context))) {
    const name = await askWhatToChange(answers as Answers, session)
    if (name === null) return context.terminal.say('note: nothing was created')
    const again = { ...conversation, defaults: givenBefore(answers as Answers, conversation.defaults) }
    answers = { ...answers, [name]: await QUESTIONS[name].ask(again, output) }
  }
  if (ca.newRoot !== null) await sayNewRoot(ca, session)
}

/** The answers are the defaults of the questions that are asked again. */
function givenBefore({ who, file, use }: Answers, usual: RequestInput): RequestInput {
  return {
    ...usual,
    ...file,
    ...use,
    upn: who.upn,
    ...(who.device === undefined ? {} : { device: who.device }),
  }
}

async function askUse(conversation: Conversation): Promise<Answers['use']> {
  const store = await askStore(conversation)
  // For the user alone no command holds the password, whichever way.
  const mode = store === 'user' ? undefined : await askImport(conversation)
  return { store, import: mode, autoSelect: await askAutoSelect(conversation) }
}

function jobOf(
  { who, password, file, use, stick }: Answers,
  {
    ca,
    conversation,
    session,
  }: { readonly ca: ChosenCa; readonly conversation: Conversation; readonly session: Session },
): StickJob {
  const { upn, device, replace } = who
  return {
    ...jobBase(ca, session),
    input: { ...conversation.defaults, ...file, ...use, upn, device, password },
    stick,
    outputName: null,
    replace,
    revokeSuperseded: replace === 'files of any user',
    makeRoot: ca.newRoot !== null,
    newRoot: ca.newRoot,
  }
}

function jobBase(ca: ChosenCa, { output, prompts, context }: Session) {
  return {
    caFolder: ca.folder,
    passphrase: ca.passphrase,
    asks: true,
    outputFolder: output,
    passwordOut: null,
    problems: [],
    dryRun: false,
    replaceOnStick: false,
    revokeSuperseded: false,
    json: false,
    confirm: confirmBy(prompts, context),
  }
}

async function openConversation({ prompts, context, profile, inventory }: Session): Promise<Conversation> {
  const defaults = profile === null ? {} : await requestDefaults(profile, context.world)
  const lastDomain = lastDomainOf(await inventory()) ?? profile?.domain ?? null
  return { prompts, context, lastDomain, defaults }
}

/** Whether the stick was made. What is wrong with the answers is said, and so can be changed. */
async function isMade(job: StickJob, context: Context): Promise<boolean> {
  const { world, terminal } = context
  try {
    await makeStick(job, context)
    return true
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    if (error.code === 'declined') return false
    if (error.code !== 'wrong-input') throw error
    terminal.say(formatError(error, world.cwd))
    return false
  }
}

/** Null: nothing is to be created. */
function askWhatToChange(answers: Answers, { prompts }: Session): Promise<keyof Answers | null> {
  const names = Object.keys(QUESTIONS) as (keyof Answers)[]
  const choices = names.map((name) => {
    const { name: words, tell } = QUESTIONS[name] as Question<unknown>
    return { name: `${words}: ${tell(answers[name])}`, value: name }
  })
  return prompts.choice<keyof Answers | null>({
    message: 'What to change',
    choices: [...choices, { name: 'create nothing', value: null }],
  })
}

/** The same again, with a fresh certificate. */
export async function recreateStick(session: Session): Promise<void> {
  const issued = await askIssued(session)
  if (issued !== null) await recreate(issued, session)
}

export async function recreate({ certificate, inventory }: Issued, session: Session): Promise<void> {
  const { prompts, context } = session
  const former = readFormer(inventory, certificate)
  const ca = await session.issuer()
  const password = await askPassword({ prompts, context })
  const stick = await askStick({ prompts, context })
  const next = { ...former, input: { ...former.input, password } }
  await regenerate(next, { ...jobBase(ca, session), stick }, context)
}

export interface Issued {
  readonly certificate: Certificate
  readonly inventory: Inventory
}

/** Of all users and devices, the latest first; null where there is none yet, which is said. */
export async function askIssued({
  prompts,
  context,
  existingCa,
  inventory,
}: Session): Promise<Issued | null> {
  if ((await existingCa()) === null) return null
  const opened = await inventory()
  const entries = opened === null ? [] : listFormer(opened)
  if (opened === null || entries.length === 0) {
    context.terminal.say('note: no stick was created with this root CA yet')
    return null
  }
  const choices = entries.map((one) => {
    const state = one.state === 'issued' ? '' : `  (${one.state})`
    return {
      name: `${one.name}  ${one.userPrincipalName}  created ${one.issuedAt?.slice(0, 10)}${state}`,
      value: one,
    }
  })
  const certificate = await prompts.choice<Certificate | null>({
    message: 'Which stick (type to jump to a name)',
    choices: [...choices, BACK],
  })
  return certificate === null ? null : { certificate, inventory: opened }
}

/** Of the user before this one; null where there is none. */
function lastDomainOf(inventory: Inventory | null): string | null {
  for (const { intendedAt, userPrincipalName } of inventory?.newest() ?? []) {
    if (intendedAt !== null) return userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1)
  }
  return null // another tool may have issued for anything
}
