// The wizard's questions for user and device. What the output folder already has for them is said here, with what can be done.
import { collect, type Problem } from '../../errors.ts'
import { occupantOf, type Replacement } from '../../issue/prepare.ts'
import { planPlace } from '../../plan/plan.ts'
import { toUserPrincipalName } from '../../request/user-principal-name.ts'
import { oneLine, shown } from '../../screen-text.ts'
import { askDevice, askUserPrincipalName, type Conversation } from '../questions.ts'
import { chooseOutputName, findInOutput } from '../stick/in-the-way.ts'

export interface Who {
  readonly upn: string
  readonly device: string | undefined
  readonly replace: Replacement
}

/** @param output absolute path of the output folder */
export async function askWho(conversation: Conversation, output: string): Promise<Who> {
  const upn = await askSpelledName(conversation)
  for (;;) {
    const device = await askDevice(conversation)
    const replace = await askReplacement({ upn, device }, output, conversation)
    if (replace !== null) return { upn, device, replace }
  }
}

/** As Entra ID writes it, where a token for Microsoft Graph is at hand. */
async function askSpelledName(conversation: Conversation): Promise<string> {
  const { prompts, context } = conversation
  for (;;) {
    const typed = await askUserPrincipalName(conversation)
    if ((context.world.env['CERTSTICK_GRAPH_TOKEN'] ?? '').trim() === '') return typed
    const { confirmSpelling } = await import('./spelling.ts')
    const name = await confirmSpelling(typed, { prompts, context })
    if (name !== null) return name
  }
}

/** Null: another device is to be named. */
async function askReplacement(
  { upn, device }: Pick<Who, 'upn' | 'device'>,
  output: string,
  { prompts, context }: Conversation,
): Promise<Replacement | null> {
  const naming = { userPrincipalName: toUserPrincipalName(upn), device: device ?? null }
  const choose = () => chooseOutputName(naming, { outputFolder: output, outputName: null })
  const problems: Problem[] = []
  const outputName = await collect(problems, choose, { field: 'output', otherwise: null })
  const place = { outputFolder: output, outputName }
  await findInOutput(naming, { ...place, replace: 'nothing' }, problems)
  const [problem] = problems
  if (problem === undefined) return 'nothing'
  const who = occupantOf(planPlace(naming, place))
  const other = { name: 'name another device', value: null }
  if (who === 'same user') {
    const again = { name: 'recreate them, with a fresh certificate', value: 'files of the user' as const }
    const message = `${shown(device ?? upn)} already has stick files`
    return prompts.choice<Replacement | null>({ message, choices: [again, other], default: again.value })
  }
  context.terminal.say(`error: ${oneLine(problem.message)}`)
  if (who !== 'another user' || device === undefined) return null
  const reassign = {
    name: `it goes to ${upn} now`,
    value: 'files of any user' as const,
    description: 'the former user’s files are replaced, and that certificate is revoked',
  }
  return prompts.choice<Replacement | null>({
    message: `${shown(device)} has the stick files of another user`,
    choices: [other, reassign],
    default: null,
  })
}
