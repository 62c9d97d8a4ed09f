import { expect, test } from 'vitest'
import { importCommand, parseOwnCommand } from '../../src/answer-file/commands.ts'
import { IMPORT_TABLE, recognizeImport } from '../../src/plan/import-table.ts'
import { type ImportChoice, planImport } from '../../src/plan/plan-import.ts'
import { STORES } from '../../src/request/import-choices.ts'
import { Secret } from '../../src/secret.ts'

function choice(changes: Partial<ImportChoice> = {}, password = 'PASSWORD'): ImportChoice {
  const command = {
    password: new Secret(password),
    pfxFileName: 'jane-cba.pfx',
    exportable: false,
  }
  return {
    store: 'both',
    importMode: null,
    strict: false,
    command,
    extras: [],
    ...changes,
  }
}

test.each(IMPORT_TABLE)('$store, $importMode: commands and steps are those of the table', (row) => {
  const { store, importMode } = row
  const plan = planImport(choice({ store, importMode }))
  const commands = plan.commands.map((command) => parseOwnCommand(command)?.kind)
  expect({ commands, steps: plan.scriptSteps }).toEqual({ commands: row.commands, steps: row.steps })
  expect(recognizeImport(row)).toBe(row)
  const holdsPassword = plan.commands.some(({ path }) => path.includes('PASSWORD'))
  expect(holdsPassword).toBe(importMode === 'inline' && store !== 'user')
})

test('for the machine and for both, the inline command carries the password', () => {
  for (const store of ['machine', 'both'] as const) {
    const { command } = choice()
    expect(planImport(choice({ store })).commands[0]).toEqual({
      description: 'Import CBA Certificates',
      path: importCommand(command),
    })
  }
})

test('inline is taken where it carries the password, to the last of 259 characters', () => {
  const length = planImport(choice()).commands[0]?.path.length ?? 0
  const longest = 'p'.repeat(259 - length + 'PASSWORD'.length)
  const fits = planImport(choice({}, longest))
  expect(fits).toMatchObject({ importMode: 'inline', notes: [] })
  expect(fits.commands[0]?.path).toHaveLength(259)
  const passes = planImport(choice({}, `${longest}p`))
  expect(passes.importMode).toBe('script')
  expect(passes.notes).toEqual([
    'imported by script: the import command would be 260 characters long, 1 more than Windows Setup takes',
  ])
})

test('a password that only Setup would spoil goes by script, and is refused inline', () => {
  expect(planImport(choice({}, '100%'))).toMatchObject({
    importMode: 'script',
    notes: [expect.stringContaining('percent sign')],
  })
  expect(() => planImport(choice({ importMode: 'inline' }, '100%'))).toThrow(
    'cannot be created with these settings',
  )
})

test('for the user alone, no password stands in the answer file, so none is too long or holds a percent sign', () => {
  const plan = planImport(choice({ store: 'user' }, `%${'p'.repeat(200)}`))
  expect(plan).toMatchObject({ importMode: 'inline', notes: [] })
})

test('a password that certutil would not get goes by script, and is refused inline', () => {
  for (const store of ['machine', 'both'] as const) {
    for (const password of ['a"b', 'a b\\', '-f', '*']) {
      expect(planImport(choice({ store }, password)).importMode).toBe('script')
      expect(() => planImport(choice({ store, importMode: 'inline' }, password))).toThrow(
        'cannot be created with these settings',
      )
    }
  }
})

test('a password that no file would give back is refused in every way', () => {
  for (const store of STORES) {
    for (const importMode of ['inline', 'script', null] as const) {
      for (const password of ['', 'a\tb', 'a\nb', 'a\ud800b', '\ufeffa']) {
        expect(() => planImport(choice({ store, importMode }, password))).toThrow(
          'cannot be created with these settings',
        )
      }
    }
  }
})

test('strict goes by script, whose command Setup asks for its exit code', () => {
  const plan = planImport(choice({ strict: true }))
  expect(plan).toMatchObject({ importMode: 'script', notes: [expect.stringContaining('end Setup')] })
  expect(plan.commands).toMatchObject([{ willReboot: 'OnRequest', path: expect.stringMatching(/exit 3"$/) }])
  expect(plan.commands[0]?.path.length).toBeLessThanOrEqual(259)
  expect(() => planImport(choice({ strict: true, importMode: 'inline' }))).toThrow(
    'cannot be created with these settings',
  )
})
