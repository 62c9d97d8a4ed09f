// `certstick entra remove NAME`: a user's last day, or a lost device: the certificate no longer binds, and all sessions end.

import { requireOrganization } from '../../entra/organization.ts'
import { planRemoval } from '../../entra/removal-plan.ts'
import { UserError } from '../../errors.ts'
import { formatInstant } from '../../instant.ts'
import { findCertificates } from '../../inventory/lookup.ts'
import { shown } from '../../screen-text.ts'
import { ownUserIds } from '../../x509/certificate-user-ids.ts'
import type { Context } from '../context.ts'
import { openCaFolder, readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import { carryOutPlan } from './carry-out.ts'
import { type ConfirmOptions, mayChange } from './confirm.ts'
import { connectToEntra, type EntraOptions } from './connect.ts'
import { commonDomain, goalsOf } from './users.ts'

export interface EntraRemoveOptions extends EntraOptions, ConfirmOptions, Pick<AuthorityOptions, 'ca'> {
  readonly disable?: boolean
  readonly allowAdmin?: boolean
}

const PERMISSIONS = [
  ...['Organization.Read.All', 'User.ReadWrite.All', 'User.RevokeSessions.All', 'GroupMember.Read.All'],
]

/** All certificates that were issued for that name, whatever their state. */
export async function runEntraRemove(
  name: string,
  options: EntraRemoveOptions,
  context: Context,
): Promise<void> {
  const { world } = context
  mayChange(options, context) // before anybody signs in
  const folder = await openCaFolder(options, context)
  const inventory = await readInventory(folder, context)
  const certificates = findCertificates(inventory, name).filter(({ state }) => state !== 'intended')
  const users = goalsOf(certificates, inventory, ownUserIds)
  if (users.length === 0) {
    throw new UserError('wrong-input', `${shown(name)} has no certificate of this CA`, {
      hint: 'see certstick list; give a user, a device or a serial number',
    })
  }
  const permissions = [...PERMISSIONS, ...(options.disable === true ? ['User.EnableDisableAccount.All'] : [])]
  const connection = await connectToEntra(options, { permissions, domain: commonDomain(users) }, context)
  const { client } = connection
  const tenant = await requireOrganization(client, connection.tenant)
  const plan = await planRemoval(client, {
    users,
    disable: options.disable === true,
    allowAdmin: options.allowAdmin === true,
  })
  const now = formatInstant(world.now())
  const left = certificates.filter(({ revokedAt, notAfter }) => revokedAt === null && notAfter >= now).length
  const work = { client, tenant, store: folder.store, plan, withPolicy: false }
  await carryOutPlan({ ...work, next: left === 0 ? null : revocationOf(name, left) }, options, context)
}

/** With --all: one name can stand for several certificates, also for those that were replaced. */
function revocationOf(name: string, left: number): string {
  const what = left === 1 ? 'The certificate itself is' : `The ${left} certificates themselves are`
  return `${what} not revoked. Next: certstick revoke ${shown(name)} --all, then certstick crl, and publish the CRL.`
}
