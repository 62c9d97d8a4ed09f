// `certstick entra check [NAME|UPN…]`: what Entra ID would say to the users' certificates.

import { CHECK_PERMISSIONS, checkAll, checkSome } from '../../entra/check.ts'
import {
  type CheckReport,
  checkToJson,
  failsCheck,
  leavesOpen,
  reportCheck,
} from '../../entra/check-report.ts'
import { type CertificateSubject, type CheckedUser, nameOf } from '../../entra/check-user.ts'
import { findEndpoints } from '../../entra/clouds.ts'
import { makeFinding } from '../../entra/codes.ts'
import { GraphError } from '../../entra/graph-error.ts'
import { type ExpectedRoot, judgeCertificate } from '../../entra/judge-certificate.ts'
import { SignInError } from '../../entra/login.ts'
import type { Looked } from '../../entra/looked.ts'
import { readSignIns, type SignIn } from '../../entra/sign-in-log.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { formatInstant } from '../../instant.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { findCertificates } from '../../inventory/lookup.ts'
import { userPrincipalNameFault } from '../../request/user-principal-name.ts'
import { shown } from '../../screen-text.ts'
import { ownUserIds } from '../../x509/certificate-user-ids.ts'
import type { Context } from '../context.ts'
import { EXIT_CODES, FOUND_ERRORS } from '../exit-codes.ts'
import { openCaFolder, readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import { connectToEntra, type EntraOptions } from './connect.ts'
import { commonDomain, isCurrent } from './users.ts'

export interface EntraCheckOptions extends EntraOptions, Pick<AuthorityOptions, 'ca'> {
  readonly group?: string
  readonly scopeGroup?: string
  readonly log?: boolean
}

const LOG_PERMISSION = 'AuditLog.Read.All'

/** Exit code 3 where a user would not be signed in, 1 where that is not known. */
export async function runEntraCheck(
  names: readonly string[],
  options: EntraCheckOptions,
  context: Context,
): Promise<void> {
  const { world, terminal, setExitCode } = context
  if (options.log === true && names.length !== 1) {
    throwProblems('nothing was checked', [
      { field: 'log', message: 'is for one user', hint: 'name the user' },
    ])
  }
  const folder = await openCaFolder(options, context)
  const { crlUrl } = await folder.store.readSettings()
  const root = folder.authority
  const inventory = await readInventory(folder, context)
  const subjects = names.flatMap((name) => subjectsOf(name, inventory, world.now()))
  const domain = commonDomain(names.length === 0 ? currentCertificates(inventory, world.now()) : subjects)
  const { cloud } = findEndpoints(options.cloud ?? null, world.env)
  const base = { cloud, isWhole: names.length === 0, signIns: null, unseen: [], requests: 0 }
  let report: CheckReport
  try {
    const permissions = options.log === true ? [...CHECK_PERMISSIONS, LOG_PERMISSION] : CHECK_PERMISSIONS
    const { client, access } = await connectToEntra(options, { permissions, domain }, context)
    const input = {
      client,
      root,
      crlUrl,
      lastCrlNumber: inventory.lastIssuedCrlNumber(),
      now: world.now,
      tenant: options.tenant ?? (names.length === 0 ? null : domain),
      group: options.group ?? null,
      scopeGroup: options.scopeGroup ?? null,
    }
    const checked =
      names.length === 0
        ? await checkAll(currentSubjects(inventory, world.now()), input)
        : await checkSome(subjects, input)
    const users: CheckedUser[] = []
    for await (const user of checked.users) users.push(user)
    const userId = users[0]?.userId ?? null
    const log =
      options.log === true && userId !== null ? await readSignIns(client, userId, world.now()) : NO_LOG
    const { tenant } = checked
    report = { ...base, ...partsOf(log), access, tenant, users, findings: [], requests: client.requests }
  } catch (error) {
    if (!isNotSignedIn(error)) throw error
    const finding = makeFinding(
      'error',
      'not-signed-in',
      `not signed in to Microsoft Graph: ${error.message}`,
      error.hint ?? '',
    )
    const users = subjects.map((subject) => judgeOffline(subject, root, world.now()))
    report = { ...base, access: null, tenant: null, users, findings: [finding] }
  }
  if (failsCheck(report)) setExitCode(FOUND_ERRORS)
  else if (leavesOpen(report)) setExitCode(EXIT_CODES.failed) // what was not looked at is not in order
  if (options.json === true) terminal.result(checkToJson(report))
  else terminal.report(reportCheck(report))
}

/** The connection may be at fault instead; that is no finding. */
function isNotSignedIn(error: unknown): error is SignInError | GraphError {
  if (error instanceof GraphError) return error.fault === 'unauthorized'
  return error instanceof SignInError && error.error !== ''
}

const NO_LOG: Looked<readonly SignIn[] | null> = { seen: true, value: null }

function partsOf(log: Looked<readonly SignIn[] | null>): Pick<CheckReport, 'signIns' | 'unseen'> {
  return log.seen ? { signIns: log.value, unseen: [] } : { signIns: null, unseen: [log] }
}

function judgeOffline(subject: CertificateSubject, root: ExpectedRoot, now: Date): CheckedUser {
  const findings = subject.certificate === null ? [] : judgeCertificate(subject.certificate, root, now)
  const signsIn = findings.length > 0 ? false : null
  const unknown = { userId: null, entraName: null, unseen: [], binding: null, isMultiFactor: null }
  return { ...unknown, name: nameOf(subject), findings, signsIn }
}

/**
 * The current certificates of that name; a user without one is looked at without it.
 * @throws UserError wrong-input: no such name
 */
function subjectsOf(name: string, inventory: Inventory, now: Date): readonly CertificateSubject[] {
  const issued = findCertificates(inventory, name).filter(({ issuedAt }) => issuedAt !== null)
  const current = issued.filter(({ state }) => state === 'issued')
  const found = current.length > 0 ? current : issued.slice(0, 1)
  if (found.length > 0) return found.map((certificate) => toSubject(certificate, inventory, now))
  if (userPrincipalNameFault(name) === null) {
    return [{ userPrincipalName: name, device: null, serialNumber: null, certificate: null, staleValues: [] }]
  }
  throw new UserError('wrong-input', `no certificate was issued for ${shown(name)}`, {
    hint: 'give a user principal name, or a device that `certstick list` shows',
  })
}

function* currentCertificates(inventory: Inventory, now: Date): Generator<Certificate> {
  for (const certificate of inventory.certificates()) {
    if (isCurrent(certificate, now)) yield certificate
  }
}

function* currentSubjects(inventory: Inventory, now: Date): Generator<CertificateSubject> {
  for (const certificate of currentCertificates(inventory, now)) yield toSubject(certificate, inventory, now)
}

function toSubject(
  { serialNumber, userPrincipalName, device }: Certificate,
  inventory: Inventory,
  now: Date,
): CertificateSubject {
  const at = formatInstant(now)
  const stale = inventory
    .named(userPrincipalName)
    .filter((one) => one.state === 'revoked' || one.notAfter < at)
  const staleValues = stale.flatMap((one) => {
    const der = inventory.document(one.serialNumber)
    return der === null ? [] : ownUserIds(der)
  })
  const certificate = inventory.document(serialNumber)
  return { userPrincipalName, device, serialNumber, certificate, staleValues }
}
