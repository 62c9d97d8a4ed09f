// The questions of `certstick init`: each setting that was not given. Enter leaves a setting out, but for the name.
import { checkCrlUrl } from '../../authority/settings.ts'
import { CUSTOMER } from '../../profile/settings.ts'
import type { Context } from '../context.ts'
import type { InitOptions } from '../options.ts'
import { makePrompts, type Prompts, type Validate } from '../prompts.ts'
import { listTemplates } from '../template-files.ts'

/** @param hasRoot whether the CA folder has a root CA, which then keeps its name and its passphrase */
export async function askInit(
  options: InitOptions,
  { hasRoot, context }: { readonly hasRoot: boolean; readonly context: Context },
): Promise<InitOptions> {
  const prompts = makePrompts(context.world)
  const optional = optionalText(prompts)
  const name =
    options.name ??
    (await prompts.text({
      message: "Customer's name (the root CA is named after it)",
      validate: CUSTOMER.name.fault,
    }))
  const domain =
    options.domain ??
    (await optional('Domain of the users, such as contoso.com (optional)', CUSTOMER.domain.fault))
  const tenant =
    options.tenant ??
    (await optional(
      `Entra tenant: domain or tenant id${domain === undefined ? '' : `, if it is not ${domain}`} (optional)`,
      CUSTOMER.tenant.fault,
    )) ??
    domain
  const contact =
    options.contact ??
    (await optional('Help desk, for the hand-over page (optional)', CUSTOMER.contact.fault))
  const template = options.template ?? (await askTemplate(prompts, context))
  const crlUrl = options.crlUrl ?? (await askCrlUrl(optional, hasRoot))
  return { ...options, ...given({ name, domain, tenant, contact, template, crlUrl }) }
}

type AskOptional = (message: string, fault: Validate) => Promise<string | undefined>

function optionalText(prompts: Prompts): AskOptional {
  return async (message, fault) => {
    const answer = await prompts.text({
      message,
      validate: (text) => (text.trim() === '' ? null : fault(text.trim())),
    })
    return answer.trim() === '' ? undefined : answer.trim()
  }
}

async function askTemplate(prompts: Prompts, { world }: Context): Promise<string> {
  const choices = listTemplates(world).map(({ name, summary }) => ({
    name,
    value: name,
    description: summary,
  }))
  return prompts.choice({ message: 'Answer file of most sticks', choices, default: 'entra-join' })
}

function askCrlUrl(optional: AskOptional, hasRoot: boolean): Promise<string | undefined> {
  const why = hasRoot
    ? 'leave empty to keep that of the root CA'
    : 'leave empty if you cannot publish one yet; certstick ca set adds it'
  return optional(
    `http URL of the CRL, without which Entra does not notice a revocation (${why})`,
    (text) => {
      return checkCrlUrl(text)[0]?.message ?? null
    },
  )
}

function given(answers: Readonly<Record<string, string | undefined>>): Partial<InitOptions> {
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== undefined))
}
