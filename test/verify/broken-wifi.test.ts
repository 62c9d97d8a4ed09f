// The WLAN profile on a stick, and sticks on which it and the script do not fit together.
import { expect, test } from 'vitest'
import { IMPORT_TABLE } from '../../src/plan/import-table.ts'
import { parseScript, renderScript } from '../../src/script/script.ts'
import { makeMedium, SCRIPT_TEMPLATE, verifyFiles } from '../support/media.ts'
import { makeRoot } from '../support/roots.ts'
import { WIFI_KEY, wifiProfile } from '../support/wifi.ts'

const WIFI = 'Certs/wifi.xml'
const SCRIPT = 'Certs/install.ps1'
const root = makeRoot()
const made = makeMedium(root, { wifiProfile: 'depot.xml' })
const without = makeMedium(root)

async function codes(
  changes: Readonly<Record<string, Uint8Array | null>>,
  { medium = made, held = false } = {},
): Promise<string[]> {
  const files = new Map(medium.files)
  for (const [path, bytes] of Object.entries(changes)) {
    if (bytes === null) files.delete(path)
    else files.set(path, bytes)
  }
  const { findings } = await verifyFiles(files, { receipt: held ? medium.receipt : null })
  expect(JSON.stringify(findings)).not.toContain('Depot')
  return findings.map(({ code }) => code).sort()
}

test.each(IMPORT_TABLE)('a stick for $store, $importMode, with a profile has no findings', async (row) => {
  const { store, importMode } = row
  const { files, receipt } = makeMedium(root, { store, import: importMode, wifiProfile: 'depot.xml' })
  expect((await verifyFiles(files, { receipt, alone: true })).findings).toEqual([])
  expect((await verifyFiles(files)).findings).toEqual([])
  expect(files.get(WIFI)).toEqual(wifiProfile())
  const imports = row.steps.length > 0
  expect(files.has('Certs/jane-cba.password.txt')).toBe(imports)
  const elsewhere = [...files].filter(([path]) => path !== WIFI)
  for (const [, bytes] of elsewhere) expect(Buffer.from(bytes).includes(WIFI_KEY)).toBe(false)
  expect(JSON.stringify(receipt)).not.toContain('Depot')
})

test('the profile is missing, cut off, or of another network', async () => {
  expect(await codes({ [WIFI]: null })).toEqual(['wifi-missing'])
  expect(await codes({ [WIFI]: null }, { held: true })).toEqual(['wifi-missing'])
  expect(await codes({ [WIFI]: wifiProfile().subarray(0, 500) })).toEqual(['wifi-malformed'])
  expect(await codes({ [WIFI]: wifiProfile({ key: 'another key' }) }, { held: true })).toEqual([
    'file-changed',
  ])
})

test('a profile that nothing reads is a secret too many', async () => {
  expect(await codes({ [WIFI]: wifiProfile() }, { medium: without })).toEqual(['wifi-on-stick'])
  const inline = makeMedium(root, { store: 'machine' })
  expect(await codes({ [WIFI]: wifiProfile() }, { medium: inline })).toEqual(['wifi-on-stick'])
})

test('a script that does more or less than the receipt says does not import what is needed', async () => {
  const values = parseScript(Buffer.from(made.files.get(SCRIPT) ?? []).toString('latin1'))
  if (values === null) throw new Error('no script')
  const steps = values.steps.filter((step) => step !== 'wifi')
  const script = Buffer.from(renderScript(SCRIPT_TEMPLATE, { ...values, steps }), 'latin1')
  expect(await codes({ [SCRIPT]: script })).toEqual(['wifi-on-stick'])
  expect(await codes({ [SCRIPT]: script }, { held: true })).toEqual(['file-changed', 'wifi-on-stick'])
})
