// The wizard's task for Entra ID: what to enter by hand, or what `certstick entra` asks for.
import { join } from 'node:path'
import { shown } from '../../screen-text.ts'
import { thumbprint } from '../../x509/identifiers.ts'
import { findRoot } from '../ca/authority.ts'
import type { EntraOptions } from '../entra/connect.ts'
import { shownPath } from '../folders.ts'
import { BACK, type Session } from './session.ts'

/** By the tenant's own interface, or by hand with what it asks for. */
export async function setUpEntra(session: Session): Promise<void> {
  const { prompts, context } = session
  const folder = await session.existingCa()
  if (folder === null) return
  const what = await prompts.choice({
    message: 'Entra ID',
    choices: [
      { name: 'show what to enter by hand', value: 'by hand' },
      {
        name: 'check whether it would sign everybody in',
        value: 'check',
        description: 'signs in by browser',
      },
      {
        name: 'upload the root CA and bind the users',
        value: 'apply',
        description: 'signs in by browser; shows the plan, and asks before anything is changed',
      },
      BACK,
    ] as const,
  })
  if (what === null) return
  if (what === 'by hand') return sayByHand(folder, session)
  const options = { ca: folder, ...(await askSignIn(session)) }
  if (what === 'check') return (await import('../entra/check.ts')).runEntraCheck([], options, context)
  const { runEntraApply } = await import('../entra/apply.ts')
  await runEntraApply([], { ...options, ...(await askPolicy(session)) }, context)
}

/** Which users may sign in with a certificate, and whether the tenant's sign-in policy is changed for it. */
async function askPolicy({
  prompts,
}: Session): Promise<{ readonly group?: string; readonly withPolicy?: boolean }> {
  const answer = await prompts.text({ message: 'Group of the users (leave empty to change no policy)' })
  const group = answer.trim()
  if (group === '') return {}
  const withPolicy = await prompts.choice({
    message: 'The sign-in policy of the tenant',
    choices: [
      { name: 'show its changes only', value: false, description: 'as requests for somebody to carry out' },
      { name: 'change it, if I agree to the plan', value: true, description: 'the plan has the way back' },
    ],
  })
  return { group, withPolicy }
}

/** What `certstick entra` takes as options. A token in the environment has both. */
async function askSignIn({
  prompts,
  context,
  profile,
}: Session): Promise<Pick<EntraOptions, 'tenant' | 'clientId'>> {
  const known = profile?.tenant ?? undefined
  if ((context.world.env['CERTSTICK_GRAPH_TOKEN'] ?? '').trim() !== '')
    return known === undefined ? {} : { tenant: known }
  const tenant =
    known ??
    (await prompts.text({
      message: 'Entra tenant: a domain or the id (leave empty: the domain of the users)',
    }))
  const clientId = await prompts.text({
    message: 'Client id of your app registration (graph-cli: the one of Microsoft’s Graph CLI)',
    default: 'graph-cli',
  })
  return { clientId: clientId.trim(), ...(tenant.trim() === '' ? {} : { tenant: tenant.trim() }) }
}

async function sayByHand(folder: string, { context }: Session): Promise<void> {
  const { world, terminal } = context
  const { authority, crlUrl } = await findRoot(folder, context)
  terminal.report(
    [
      `1. Upload ${shown(shownPath(join(folder, 'rootCA.crt'), world))} as a root CA (thumbprint ${thumbprint(authority.certificate)}): Entra admin center, Protection, Public key infrastructure.`,
      crlUrl === null
        ? '2. Its CRL URL: none is set. Without one Entra ID notices no revocation; certstick ca set --crl-url adds it.'
        : `2. Its CRL URL: ${crlUrl}`,
      '3. Switch certificate-based authentication on for a group of users: Protection, Authentication methods.',
      '4. Bind each user: certstick export NAME --to entra writes the values and the requests.',
      'docs/entra.md has each step, and what can go wrong.',
    ].join('\n'),
  )
}
