import { expect, test } from 'vitest'
import { IMPORT_TABLE } from '../../src/plan/import-table.ts'
import { parseScript, renderScript, type ScriptValues } from '../../src/script/script.ts'
import { makeMedium, PASSWORD, SCRIPT_TEMPLATE, verifyFiles } from '../support/media.ts'
import { makeRoot } from '../support/roots.ts'

const ANSWER_FILE = 'autounattend.xml'
const SCRIPT = 'Certs/install.ps1'
const PASSWORD_FILE = 'Certs/jane-cba.password.txt'
const root = makeRoot()
const made = makeMedium(root, { store: 'both' })
const byScript = makeMedium(root, { store: 'both', import: 'script' })

test.each(IMPORT_TABLE)('a stick for $store, $importMode, has no findings', async ({ store, importMode }) => {
  for (const strictImport of importMode === 'script' ? [false, true] : [false]) {
    for (const exportable of [false, true]) {
      const { files, receipt } = makeMedium(root, { store, import: importMode, strictImport, exportable })
      expect((await verifyFiles(files, { receipt, alone: true })).findings).toEqual([])
      expect((await verifyFiles(files)).findings).toEqual([])
    }
  }
})

/** The codes of what is found on a stick with another script, answer file, or either gone. */
async function codes(
  changes: Readonly<Record<string, string | null>>,
  { medium = made, held = false } = {},
): Promise<string[]> {
  const files = new Map(medium.files)
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) files.delete(path)
    else files.set(path, Buffer.from(text, 'latin1'))
  }
  const { findings } = await verifyFiles(files, { receipt: held ? medium.receipt : null })
  for (const finding of findings) expect(JSON.stringify(finding)).not.toContain(PASSWORD.reveal())
  return [...new Set(findings.map(({ code }) => code))].sort()
}

function text(path: string, { files } = made): string {
  return Buffer.from(files.get(path) ?? []).toString('latin1')
}

/** The script with other values. */
function scriptWith(changes: Partial<ScriptValues>, medium = made): string {
  const values = parseScript(text(SCRIPT, medium))
  if (values === null) throw new Error('no script to change')
  return renderScript(SCRIPT_TEMPLATE, { ...values, ...changes })
}

const SCRIPT_COMMAND =
  /\s*<RunSynchronousCommand(?:(?!<\/Run)[\s\S])*install\.ps1[\s\S]*?<\/RunSynchronousCommand>/g

test('the script is missing', async () => {
  expect(await codes({ [SCRIPT]: null })).toEqual(['password-on-stick', 'script-missing'])
  expect(await codes({ [SCRIPT]: null, [PASSWORD_FILE]: null })).toEqual(['script-missing'])
})

test('the script is there and no command runs it', async () => {
  expect(await codes({ [ANSWER_FILE]: text(ANSWER_FILE).replace(SCRIPT_COMMAND, '') })).toEqual([
    'script-not-called',
  ])
})

test('no command and no script for the user, against the receipt', async () => {
  const changes = { [ANSWER_FILE]: text(ANSWER_FILE).replace(SCRIPT_COMMAND, ''), [SCRIPT]: null }
  expect(await codes({ ...changes, [PASSWORD_FILE]: null }, { held: true })).toEqual([
    'file-changed',
    'file-missing',
    'import-differs',
  ])
})

test.each([
  ['a command was changed', text(SCRIPT).replace('PersistKeySet', 'Exportable')],
  ['a line was added', `${text(SCRIPT)}Start-Process calc\r\n`],
  ['the line ends were changed', text(SCRIPT).replaceAll('\r\n', '\n')],
])('in the script %s', async (_, script) => {
  expect(await codes({ [SCRIPT]: script })).toEqual(['script-edited'])
})

test('the script is for another user than the certificate', async () => {
  expect(await codes({ [SCRIPT]: scriptWith({ userPrincipalName: 'jill@yourdomain.com' }) })).toEqual([
    'script-user',
  ])
})

test('the case of the user principal name does not matter', async () => {
  expect(await codes({ [SCRIPT]: scriptWith({ userPrincipalName: 'JANE@YourDomain.com' }) })).toEqual([])
})

test.each([
  ['another password', 'Correct-Horse-8', ['pfx-password']],
  ['a line end after it', `${PASSWORD.reveal()}\r\n`, ['pfx-password']],
  ['a byte order mark', `\xef\xbb\xbf${PASSWORD.reveal()}`, ['password-file-malformed']],
  ['nothing in it', '', ['password-file-malformed']],
  ['text of another encoding', 'gr\xfc\xdfe', ['password-file-malformed']],
])('the file beside the script has %s', async (_, text, expected) => {
  expect(await codes({ [PASSWORD_FILE]: text })).toEqual(expected)
  expect(await codes({ [PASSWORD_FILE]: text }, { medium: byScript })).toEqual(expected)
})

test('the file with the password is missing', async () => {
  expect(await codes({ [PASSWORD_FILE]: null })).toEqual(['password-file-missing'])
})

test('a file with a password lies where no script reads it', async () => {
  const medium = await makeMedium(root, { store: 'machine' })
  expect(await codes({ [PASSWORD_FILE]: PASSWORD.reveal() }, { medium })).toEqual(['password-on-stick'])
  expect(await codes({ 'Certs/joe-cba.password.txt': 'joes-password' })).toEqual(['password-on-stick'])
})

test('the script itself holds the password', async () => {
  expect(await codes({ [SCRIPT]: `${text(SCRIPT)}# ${PASSWORD.reveal()}\r\n` })).toEqual([
    'password-on-stick',
    'script-edited',
  ])
})

test('the script names another file', async () => {
  expect(await codes({ [SCRIPT]: scriptWith({ pfxFileName: 'jill-cba.pfx' }) })).toEqual([
    'import-mismatch',
    'password-file-missing',
  ])
})

test('the script lets the key be exported, against the receipt', async () => {
  expect(await codes({ [SCRIPT]: scriptWith({ exportable: true }) }, { held: true })).toEqual([
    'file-changed',
    'script-differs',
  ])
})

test('commands and script together leave a store out', async () => {
  expect(await codes({ [SCRIPT]: scriptWith({ steps: ['blank'] }) })).toEqual(['import-mismatch'])
  const machineOnly = scriptWith({ steps: ['machine', 'user'] }, byScript)
  expect(await codes({ [SCRIPT]: machineOnly }, { medium: byScript })).toEqual(['import-mismatch'])
})

test('the script serves another store than the receipt says', async () => {
  const userOnly = scriptWith({ steps: ['root', 'user'] }, byScript)
  expect(await codes({ [SCRIPT]: userOnly }, { medium: byScript })).toEqual([])
  expect(await codes({ [SCRIPT]: userOnly }, { medium: byScript, held: true })).toEqual([
    'file-changed',
    'import-differs',
  ])
})

test('the command and the script treat errors differently', async () => {
  expect(await codes({ [SCRIPT]: scriptWith({ strict: true }) })).toEqual(['import-mismatch'])
})

test('Setup is asked to go by the exit code of a command that was not made for it', async () => {
  const asked = text(ANSWER_FILE).replaceAll('</Path>', '</Path><WillReboot>OnRequest</WillReboot>')
  expect(await codes({ [ANSWER_FILE]: asked })).toContain('command-edited')
})

test('Setup is not asked to go by the exit code of a strict command', async () => {
  const strict = makeMedium(root, { strictImport: true })
  const silent = text(ANSWER_FILE, strict).replace(/\s*<WillReboot>OnRequest<\/WillReboot>/g, '')
  expect(await codes({ [ANSWER_FILE]: silent }, { medium: strict })).toEqual(['command-edited'])
})

test('the script’s command comes before the import', async () => {
  const swapped = text(ANSWER_FILE).replaceAll('<Order>1<', '<Order>9<').replaceAll('<Order>2<', '<Order>1<')
  expect(await codes({ [ANSWER_FILE]: swapped })).toEqual(['import-mismatch'])
})
