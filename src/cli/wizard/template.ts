// The wizard's question for the answer file. What is wrong with a file is said when it is chosen, so that no other answer is
// lost, and what Windows is set to is asked where nobody sits at the device to say it.
import { checkAnswerFile } from '../../answer-file/check.ts'
import type { Architecture } from '../../answer-file/vocabulary.ts'
import { UserError } from '../../errors.ts'
import { type Finding, formatFindings, isError } from '../../finding.ts'
import { readLanguage, readLocale, readTimeZone } from '../../request/regions.ts'
import type { RequestInput } from '../../request/request.ts'
import { oneLine } from '../../screen-text.ts'
import type { Prompts, Validate } from '../prompts.ts'
import type { Conversation } from '../questions.ts'
import { listTemplates, readTemplate } from '../template-files.ts'

type TemplateAnswers = Pick<
  RequestInput,
  'template' | 'addWindowsPe' | 'architecture' | 'language' | 'locale' | 'timeZone'
>

const OWN = ''

export async function askTemplate(conversation: Conversation): Promise<TemplateAnswers> {
  for (;;) {
    const template = await askName(conversation)
    if (template === OWN) continue
    const addWindowsPe = await askWhetherItWorks(template, conversation)
    if (addWindowsPe === null) continue
    const architecture = await askArchitecture(template, conversation)
    return { template, addWindowsPe, architecture, ...(await askRegion(template, conversation)) }
  }
}

async function askName(conversation: Conversation): Promise<string> {
  const { prompts, context, defaults } = conversation
  const bundled = listTemplates(context.world).map(({ name, summary }) => ({
    name,
    value: name,
    description: summary,
  }))
  const usual = defaults.template ?? 'entra-join'
  if (!bundled.some(({ value }) => value === usual))
    bundled.unshift({
      name: usual,
      value: usual,
      description: 'of your own; from certstick.json, or as answered before',
    })
  const own = { name: 'a file of your own', value: OWN }
  const choice = await prompts.choice({ message: 'Answer file', choices: [...bundled, own], default: usual })
  return choice === OWN ? askFile(conversation) : choice
}

function askFile({ prompts, context: { world } }: Conversation): Promise<string> {
  const validate: Validate = (text) => {
    if (text === '') return null
    try {
      readTemplate(text, world)
      return null
    } catch (error) {
      if (error instanceof UserError) return error.message
      throw error
    }
  }
  return prompts.text({ message: 'Path of the answer file (leave empty to go back)', validate })
}

/** Whether the windowsPE setting is to be added; null: another file is wanted. */
async function askWhetherItWorks(
  template: string,
  { prompts, context: { world, terminal } }: Conversation,
): Promise<boolean | null> {
  const { bytes, bundled } = readTemplate(template, world)
  const look = (addWindowsPe: boolean): readonly Finding[] =>
    checkAnswerFile(bytes, { architectures: null, addWindowsPe, computerName: null })
  let findings = look(false)
  const addsPe = findings.some(({ code }) => code === 'no-windows-pe')
  if (addsPe) {
    terminal.say('warning: Windows Setup ignores this file, because it has no windowsPE setting')
    const message = 'Add the smallest windowsPE setting'
    if (!(await prompts.confirm({ message, default: true }))) return null
    findings = look(true)
  }
  const errors = findings.filter(isError)
  if (errors.length > 0) {
    for (const line of formatFindings(errors)) terminal.say(line)
    terminal.say('error: this answer file would not work; choose another one')
    return null
  }
  if (!bundled) for (const line of formatFindings(findings)) terminal.say(line)
  const wipes = findings.find(({ code }) => code === 'wipes-disk')
  if (wipes === undefined) return addsPe
  if (bundled) terminal.say(`warning: ${oneLine(wipes.message)}`)
  const message = 'This answer file erases a disk. Use it anyway'
  return (await prompts.confirm({ message, default: false })) ? addsPe : null
}

/** A file of the user's own says itself what it is for. */
async function askArchitecture(
  template: string,
  { prompts, context, defaults }: Conversation,
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

/** Of a bundled file that sets them: there nobody is asked by Windows Setup. */
async function askRegion(
  template: string,
  { prompts, context, defaults }: Conversation,
): Promise<Pick<TemplateAnswers, 'language' | 'locale' | 'timeZone'>> {
  const { bytes, bundled } = readTemplate(template, context.world)
  if (!bundled || !setsLanguage(bytes)) return {}
  const language = await askOne(prompts, {
    message: 'Language of Windows, one that the stick has',
    default: defaults.language ?? 'en-US',
    read: readLanguage,
  })
  const locale = await askOne(prompts, {
    message: 'Country for dates, numbers and keyboard',
    default: defaults.locale ?? language,
    read: readLocale,
  })
  const timeZone = await askOne(prompts, {
    message: 'Time zone, such as Europe/Vienna (leave empty: Windows chooses)',
    default: defaults.timeZone ?? '',
    read: (text, problems) => (text === '' ? null : readTimeZone(text, problems)),
  })
  return { language, locale, ...(timeZone === '' ? {} : { timeZone }) }
}

function setsLanguage(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes('<UILanguage>')
}

interface OneQuestion {
  readonly message: string
  readonly default: string
  readonly read: typeof readLanguage
}

async function askOne(prompts: Prompts, { message, default: usual, read }: OneQuestion): Promise<string> {
  const validate: Validate = (text) => {
    const problems: Parameters<typeof read>[1] = []
    read(text.trim(), problems)
    return problems[0]?.message ?? null
  }
  return (await prompts.text({ message, validate, ...(usual === '' ? {} : { default: usual }) })).trim()
}
