// Media that are on record, to be made again: which ones a name means, and the request that made them, read back from
// the ledger's answers. Everything after is the way of any new media.

import { hash } from 'node:crypto'
import { isAbsolute } from 'node:path'
import { IMPORT_DESCRIPTION, importCommand } from '../answer-file/commands.ts'
import { ARCHITECTURES } from '../answer-file/vocabulary.ts'
import type { Issued, LedgerEntry, LedgerState } from '../authority/ledger.ts'
import { findEntries } from '../authority/lookup.ts'
import type { AuthorityStore } from '../authority/store.ts'
import { UserError } from '../errors.ts'
import type { Template } from '../plan/plan.ts'
import { type RequestInput, recallRequest } from '../request/request.ts'
import { userPrincipalNameKey } from '../request/user-principal-name.ts'
import { Secret } from '../secret.ts'
import { diffAnswerFiles } from './answer-file-diff.ts'
import { produceAnswerFile } from './produce.ts'

/** Media as they were made last. */
export interface FormerMedia {
  readonly entry: LedgerEntry
  /** Without the password, which no record has. */
  readonly input: RequestInput
  /** Absolute paths, and the name of the output in it. */
  readonly outputFolder: string
  readonly outputName: string
  /** Of the answer file that it was made from, lower-case hex. */
  readonly templateSha256: string
}

/** Every device and user that has media, the latest first. */
export function listFormer(state: LedgerState): LedgerEntry[] {
  const latest = new Map<string, LedgerEntry>()
  for (const entry of state.entries.values()) {
    if (entry.issuedAt === null) continue
    latest.delete(subjectOf(entry)) // so that the newest stands last
    latest.set(subjectOf(entry), entry)
  }
  return [...latest.values()].reverse()
}

/** @throws UserError wrong-input: nothing is called so, or several are, or certstick did not make it */
export function findFormer(store: AuthorityStore, query: string): FormerMedia {
  const found = findEntries(store.readLedger().state, query).filter(({ issuedAt }) => issuedAt !== null)
  if (found.length === 0) {
    throw new UserError('wrong-input', `nothing on record is called ${JSON.stringify(query)}`, {
      hint: 'give a device, a user principal name, the name of an output or a serial number; certstick list shows all',
    })
  }
  const newest = new Map(found.toReversed().map((one) => [subjectOf(one), one])) // the last of each stays
  const spelled = [...newest.values()].filter((one) => isSpelled(one, query))
  const [only, ...others] = spelled.length > 0 ? spelled : [...newest.values()]
  if (only === undefined || others.length > 0) throw ambiguous(query, [...newest.values()].reverse())
  return readFormer(store, only)
}

/** @throws UserError wrong-input where certstick did not make it */
export function readFormer(store: AuthorityStore, entry: LedgerEntry): FormerMedia {
  const answers: Partial<Issued['answers']> = store.readIssued(entry)?.answers ?? {}
  const { template, templateSha256, output } = answers
  if (template === undefined || templateSha256 === undefined || output === undefined || !isAbsolute(output)) {
    throw new UserError('wrong-input', `the media of ${entry.userPrincipalName} were not made by certstick`, {
      hint: 'make new ones with certstick new; the certificate can be revoked all the same',
    })
  }
  return {
    entry,
    outputFolder: output,
    outputName: entry.name,
    templateSha256,
    input: {
      upn: entry.userPrincipalName,
      device: entry.device ?? undefined,
      ...recallRequest(answers),
    },
  }
}

/** Who and what it is for: the certificates of one subject took each other's place. */
function subjectOf({ userPrincipalName, device, name }: LedgerEntry): string {
  return JSON.stringify([userPrincipalNameKey(userPrincipalName), device, name])
}

/** In just that case: an output may be named like the device of another but for its case. Users are one in any case. */
function isSpelled({ device, name }: LedgerEntry, query: string): boolean {
  return device === query || name === query
}

function ambiguous(query: string, entries: readonly LedgerEntry[]): UserError {
  return new UserError('wrong-input', `${JSON.stringify(query)} may mean several media`, {
    hint: 'give the name of one of the outputs, or a serial number',
    problems: entries.map(({ name, userPrincipalName, serialNumber }) => ({
      field: name,
      message: `${userPrincipalName}, serial number ${serialNumber}`,
    })),
  })
}

export function isTemplateChanged({ templateSha256 }: FormerMedia, { bytes }: Template): boolean {
  return hash('sha256', bytes, 'hex') !== templateSha256
}

/**
 * How the template differs from what the former media were made from, secrets masked: both are rendered with one same
 * command, so that what certstick added is no difference.
 * @param formerAnswerFile of the former media
 */
export function diffTemplates(former: FormerMedia, formerAnswerFile: Uint8Array, template: Template): string {
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
  const before = produceAnswerFile(formerAnswerFile, { ...plan, architectures: null, bundled: false })
  const after = produceAnswerFile(template.bytes, { ...plan, architectures, bundled: template.bundled })
  return diffAnswerFiles({ name: template.name, before, after })
}
