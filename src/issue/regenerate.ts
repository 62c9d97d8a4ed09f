// Finds the stick that `regenerate` recreates, and reads its request from the inventory. From there on it is made like any
// new stick. The output folder is not part of the request: it comes from the command line again.

import { hash } from 'node:crypto'
import type { BundledSettings } from '../answer-file/bundled.ts'
import { IMPORT_DESCRIPTION, importCommand } from '../answer-file/commands.ts'
import { ARCHITECTURES } from '../answer-file/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { findCertificates } from '../inventory/lookup.ts'
import type { Reader } from '../inventory/reader.ts'
import type { Template } from '../plan/plan.ts'
import { type RequestInput, recallRequest } from '../request/request.ts'
import { userPrincipalNameKey } from '../request/user-principal-name.ts'
import { shown } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import { diffAnswerFiles } from './answer-file-diff.ts'
import { produceAnswerFile } from './produce.ts'

/** The latest issue of a stick. */
export interface FormerStick {
  /** Without the password, which is not recorded. */
  readonly input: RequestInput
  readonly outputName: string
  /** SHA-256 of the answer file that it was made from, lower-case hex. */
  readonly templateSha256: string
}

/** The newest certificate of each user and device, newest first. */
export function listFormer(inventory: Reader): Certificate[] {
  const latest = new Map<string, Certificate>()
  for (const certificate of inventory.newest()) {
    const subject = subjectOf(certificate)
    if (isOwn(certificate) && !latest.has(subject)) latest.set(subject, certificate)
  }
  return [...latest.values()]
}

/** Not one that another tool issued. */
function isOwn({ intendedAt, issuedAt }: Certificate): boolean {
  return intendedAt !== null && issuedAt !== null
}

/**
 * @param inventory null: the root was never used
 * @throws UserError wrong-input: no certificate or several have that name, or certstick did not create it
 */
export function findFormer(inventory: Reader | null, query: string): FormerStick {
  const named = inventory === null ? [] : findCertificates(inventory, query)
  const issued = named.filter(({ issuedAt }) => issuedAt !== null)
  const found = issued.some(isOwn) ? issued.filter(isOwn) : issued
  if (inventory === null || found.length === 0) {
    throw new UserError('wrong-input', `no issued certificate has the name ${shown(query)}`, {
      hint: 'give a device, user principal name, output name or serial number that `certstick list` shows',
    })
  }
  const newest = new Map(found.toReversed().map((one) => [subjectOf(one), one])) // the first of each is kept
  const spelled = [...newest.values()].filter((one) => isSpelled(one, query))
  const [only, ...others] = spelled.length > 0 ? spelled : [...newest.values()].reverse()
  if (only === undefined || others.length > 0) throw ambiguous(query, [...newest.values()].reverse())
  return readFormer(inventory, only)
}

/** @throws UserError wrong-input: certstick did not create it */
export function readFormer(inventory: Reader, certificate: Certificate): FormerStick {
  const { serialNumber, userPrincipalName, device, name } = certificate
  const request: Partial<Readonly<Record<string, string>>> = inventory.request(serialNumber) ?? {}
  const { template, templateSha256 } = request
  if (template === undefined || templateSha256 === undefined) {
    throw new UserError(
      'wrong-input',
      `the certificate of ${userPrincipalName} was not issued by certstick, so its stick cannot be recreated`,
      {
        hint: 'create a new stick with `certstick new`',
      },
    )
  }
  return {
    outputName: name,
    templateSha256,
    input: {
      upn: userPrincipalName,
      device: device ?? undefined,
      ...recallRequest(request),
    },
  }
}

/** The user, device and name. Certificates with the same subject superseded each other. */
function subjectOf({ userPrincipalName, device, name }: Certificate): string {
  return JSON.stringify([userPrincipalNameKey(userPrincipalName), device, name])
}

/** Compared with case, because the name of one output may differ from another's device only in case. */
function isSpelled({ device, name }: Certificate, query: string): boolean {
  return device === query || name === query
}

function ambiguous(query: string, certificates: readonly Certificate[]): UserError {
  return new UserError('wrong-input', `${shown(query)} matches several sticks`, {
    hint: 'give one of the output names, or a serial number',
    problems: certificates.map(({ name, userPrincipalName, serialNumber }) => ({
      field: name,
      message: `${userPrincipalName}, serial number ${serialNumber}`,
    })),
  })
}

export function isTemplateChanged({ templateSha256 }: FormerStick, { bytes }: Template): boolean {
  return hash('sha256', bytes, 'hex') !== templateSha256
}

/** As the former stick had them. */
function settingsOf(input: FormerStick['input']): BundledSettings {
  const { language = null, locale = null, keyboard = null, timeZone = null, productKey = null } = input
  return { language, locale, keyboard, timeZone, productKey }
}

/**
 * How the template differs from the one that the former stick was made from, with secrets masked. Both are rendered with
 * the same command, so that certstick's own additions are not shown.
 * @param formerAnswerFile the answer file of the former stick
 */
export function diffTemplates(former: FormerStick, formerAnswerFile: Uint8Array, template: Template): string {
  const path = importCommand({
    password: new Secret('********'),
    pfxFileName: 'user-cba.pfx',
    exportable: false,
  })
  const plan = {
    commands: [{ description: IMPORT_DESCRIPTION, path }],
    computerName: former.input.device ?? null,
    addWindowsPe: former.input.addWindowsPe ?? false,
  }
  const asBefore = ARCHITECTURES.filter((one) => former.input.architecture?.split(',').includes(one))
  const architectures = asBefore.length === 0 ? null : asBefore
  const bundled = template.bundled ? settingsOf(former.input) : null
  const before = produceAnswerFile(formerAnswerFile, { ...plan, architectures: null, bundled: null })
  const after = produceAnswerFile(template.bytes, { ...plan, architectures, bundled })
  return diffAnswerFiles({ name: template.name, before, after })
}
