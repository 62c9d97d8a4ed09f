// `certstick entra pass UPN`: a Temporary Access Pass, shown once on the terminal. It never reaches a file, a pipe or JSON.

import { requireOrganization } from '../../entra/organization.ts'
import { makePass, type Pass, planPass } from '../../entra/pass.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { userPrincipalNameFault } from '../../request/user-principal-name.ts'
import { oneLine, shown } from '../../screen-text.ts'
import type { Context } from '../context.ts'
import { type ConfirmOptions, confirmTenant, mayChange } from './confirm.ts'
import { connectToEntra, type EntraOptions } from './connect.ts'

export interface EntraPassOptions extends EntraOptions, Omit<ConfirmOptions, 'dryRun'> {
  readonly once?: boolean
  readonly allowAdmin?: boolean
}

const PERMISSIONS = [
  ...['Organization.Read.All', 'User.Read.All', 'Policy.Read.AuthenticationMethod'],
  ...['UserAuthMethod-TAP.ReadWrite.All', 'GroupMember.Read.All'],
]

export async function runEntraPass(upn: string, options: EntraPassOptions, context: Context): Promise<void> {
  const { terminal } = context
  if (!terminal.resultIsScreen) {
    throw new UserError(
      'wrong-input',
      'standard output is no terminal, and a pass is shown on a terminal only',
      {
        hint: 'run the command in a terminal, without > or |',
      },
    )
  }
  const fault = userPrincipalNameFault(upn)
  if (fault !== null) throwProblems('no pass was made', [{ field: 'upn', message: fault }])
  if (!mayChange(options, context)) {
    throw new UserError('wrong-input', 'there is no keyboard to confirm at', {
      hint: 'give --yes and --tenant-id',
    })
  }
  const domain = upn.slice(upn.lastIndexOf('@') + 1)
  const connection = await connectToEntra(options, { permissions: PERMISSIONS, domain }, context)
  const { client } = connection
  const tenant = await requireOrganization(client, connection.tenant)
  const plan = await planPass(client, upn, {
    once: options.once === true,
    allowAdmin: options.allowAdmin === true,
  })
  terminal.say(`Tenant ${shown(tenant.displayName)} (${oneLine(tenant.id)})`)
  terminal.say(`A Temporary Access Pass for ${oneLine(plan.userPrincipalName)}, ${validityOf(plan)}.`)
  terminal.say('It replaces a pass that the user may have.')
  if (plan.note !== null) terminal.say(`note: ${oneLine(plan.note)}`)
  await confirmTenant(tenant, options, context)
  const pass = await makePass(client, plan)
  terminal.result(format(pass))
}

function validityOf({ minutes, once }: Pick<Pass, 'minutes' | 'once'>): string {
  return `valid for ${minutes} minutes, for ${once ? 'one sign-in' : 'any number of sign-ins'}`
}

function format(pass: Pass): string {
  return [
    '',
    `  ${oneLine(pass.value.reveal())}`,
    '',
    `For ${oneLine(pass.userPrincipalName)}, ${validityOf(pass)}.`,
    'It is shown this once, and stored nowhere: pass it on, then clear the screen.',
  ].join('\n')
}
