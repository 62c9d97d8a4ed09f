// Sticks whose scripts the real engine runs.
import { expect } from 'vitest'
import { IMPORT_TABLE } from '../../../src/plan/import-table.ts'
import type { RequestInput } from '../../../src/request/request.ts'
import { Secret } from '../../../src/secret.ts'
import { makeMedium } from '../../support/media.ts'
import { makeRoot } from '../../support/roots.ts'
import type { Phase } from './lives.ts'

export const UPN = "o'Brien.zoe#1@contoso.com"
export const PASSWORD = 'Zebra-7 größe"; $x %PATH%'
export const INLINE_PASSWORD = 'Zebra-7 größe; $x'
export const root = makeRoot()

export const COPIES = ['install.ps1', "o'Brien.zoe#1-cba.password.txt", "o'Brien.zoe#1-cba.pfx"]
export const OPTIONS =
  '-NoProfile -ExecutionPolicy RemoteSigned -WindowStyle Hidden -File /programdata/certstick/install.ps1'

export function stick(row: (typeof IMPORT_TABLE)[number], changes: RequestInput = {}, of = root) {
  const { store, importMode } = row
  const password = new Secret(importMode === 'inline' ? INLINE_PASSWORD : PASSWORD)
  return makeMedium(of, { upn: UPN, store, import: importMode, password, ...changes })
}

/** Only Windows has a store of the machine that may be written: here the machine's import goes to the user's too. */
export function withoutMachine(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const script = Buffer.from(files.get('Certs/install.ps1') ?? []).toString('latin1')
  const edited = script.replace(
    "Import-Leaf 'LocalMachine' 'MachineKeySet'",
    "Import-Leaf 'CurrentUser' 'MachineKeySet'",
  )
  expect(edited).not.toBe(script)
  return new Map(files).set('Certs/install.ps1', Buffer.from(edited, 'latin1'))
}

/** Those of the table that have a script. */
export const SCRIPT_ROWS = IMPORT_TABLE.filter(({ steps }) => steps.length > 0)

export const setup: Phase = {}
export const right: Phase = { user: UPN.toLowerCase() }

/** For the machine and the user, by script. */
export function wholeStick(changes: RequestInput = {}, of = root) {
  const row = SCRIPT_ROWS.find(({ store, importMode }) => store === 'both' && importMode === 'script')
  if (row === undefined) throw new Error('no such row')
  return stick(row, changes, of)
}
