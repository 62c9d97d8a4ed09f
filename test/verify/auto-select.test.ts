// The script names the root whose certificates browsers take without asking; it must be the one of the stick's certificate.
import { expect, test } from 'vitest'
import { IMPORT_TABLE } from '../../src/plan/import-table.ts'
import { parseScript, renderScript } from '../../src/script/script.ts'
import { makeMedium, SCRIPT_TEMPLATE, verifyFiles } from '../support/media.ts'
import { makeRoot } from '../support/roots.ts'

const SCRIPT = 'Certs/install.ps1'
const root = makeRoot()

test.each(IMPORT_TABLE)(
  'a stick for $store, $importMode, with --auto-select has no findings',
  async (row) => {
    const { store, importMode } = row
    const { files, receipt } = makeMedium(root, { store, import: importMode, autoSelect: true })
    expect((await verifyFiles(files, { receipt, alone: true })).findings).toEqual([])
    expect((await verifyFiles(files)).findings).toEqual([])
    expect(receipt.autoSelect).toBe(true)
  },
)

test('the name of another root, or none although the receipt says so, is found', async () => {
  const { files, receipt } = makeMedium(root, { autoSelect: true })
  const values = parseScript(Buffer.from(files.get(SCRIPT) ?? []).toString('latin1'))
  if (values === null) throw new Error('no script')
  const codes = async (changes: Partial<typeof values>, held: boolean) => {
    const script = Buffer.from(renderScript(SCRIPT_TEMPLATE, { ...values, ...changes }), 'latin1')
    const verdict = await verifyFiles(new Map(files).set(SCRIPT, script), { receipt: held ? receipt : null })
    return verdict.findings.map(({ code, severity }) => `${severity} ${code}`)
  }
  const { findings } = await verifyFiles(new Map(files), { receipt: null })
  expect(findings.map(({ code }) => code)).not.toContain('auto-select-differs')
  expect(await codes({ autoSelectIssuer: 'Contoso Root C' }, false)).toEqual(['warning auto-select-differs'])
  const without = { steps: values.steps.filter((step) => step !== 'auto-select'), autoSelectIssuer: null }
  expect(await codes(without, false)).toEqual([])
  expect(await codes(without, true)).toEqual(['error script-differs', 'error file-changed'])
})
