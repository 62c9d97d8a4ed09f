import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { userPrincipalNameFault } from '../../src/request/user-principal-name.ts'
import { parseScript, renderScript, SCRIPT_STEPS, type ScriptValues } from '../../src/script/script.ts'

const template = readFileSync(new URL('../../templates/install.ps1', import.meta.url), 'utf8')
const jane: ScriptValues = {
  userPrincipalName: 'jane@yourdomain.com',
  pfxFileName: 'jane-cba.pfx',
  steps: ['root', 'machine', 'user'],
  autoSelectIssuer: null,
  exportable: false,
  strict: false,
}

test('a script is ASCII with CRLF, and every byte of it is read back', () => {
  const script = renderScript(template, jane)
  expect(script).toMatch(/^(?:[\x20-\x7e]*\r\n)+$/)
  expect(parseScript(script)).toEqual(jane)
})

test('a template that a checkout gave CRLF makes the same script', () => {
  expect(renderScript(template.replaceAll('\n', '\r\n'), jane)).toBe(renderScript(template, jane))
})

test('hostile names come back as they went in', () => {
  const local = fc.string({ unit: fc.constantFrom(..."abZ09'.-_!#^~"), minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(local, (name) => {
      const userPrincipalName = `${name}@contoso.com`
      fc.pre(userPrincipalNameFault(userPrincipalName) === null)
      const pfxFileName = `${name}-cba.pfx`
      const values = { ...jane, userPrincipalName, pfxFileName }
      expect(parseScript(renderScript(template, values))).toEqual(values)
    }),
  )
})

test('every choice of steps and switches comes back', () => {
  for (let bits = 1; bits < 2 ** SCRIPT_STEPS.length; bits++) {
    const steps = SCRIPT_STEPS.filter((_, i) => bits & (1 << i))
    for (const exportable of [false, true]) {
      const autoSelectIssuer = steps.includes('auto-select') ? 'Root CA' : null
      const values = { ...jane, steps, autoSelectIssuer, exportable, strict: !exportable }
      expect(parseScript(renderScript(template, values))).toEqual(values)
    }
  }
})

test('the name of any root comes back, and the script stays ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (autoSelectIssuer) => {
      const values: ScriptValues = { ...jane, steps: ['auto-select'], autoSelectIssuer }
      const script = renderScript(template, values)
      expect(script).toMatch(/^(?:[\x20-\x7e]*\r\n)+$/)
      expect(parseScript(script)).toEqual(values)
    }),
  )
})

test('a value that holds a placeholder or a replacement pattern stays text', () => {
  const values = { ...jane, pfxFileName: "$&'<steps>'$1-cba.pfx" }
  expect(parseScript(renderScript(template, values))).toEqual(values)
})

const good = renderScript(template, jane)
test.each([
  ['a changed command', good.replace('PersistKeySet', 'Exportable')],
  ['an added line', `${good}calc.exe\r\n`],
  ['a value twice', good.replace(/^ *\$Steps = .*\r\n/m, '$&$&')],
  ['a value missing', good.replace(/^ *\$Steps = .*\r\n/m, '')],
  ['steps that there are not', good.replace("'root machine user'", "'root calc'")],
  ['steps out of order', good.replace("'root machine user'", "'user root'")],
  ['no step', good.replace("'root machine user'", "''")],
  ['a switch that is neither', good.replace("$Strict = 'no'", "$Strict = 'maybe'")],
  ['a root that no step uses', good.replace("$Issuer = ''", '$Issuer = \'"Root"\'')],
  ['a step without its root', good.replace("'root machine user'", "'root auto-select'")],
  ['a root that is not JSON', good.replace("$Issuer = ''", "$Issuer = 'Root'")],
  ['an expression for a value', good.replace(/\$PfxFile = '[^']+'/, '$PfxFile = $(calc)')],
  ['a placeholder', good.replace(/\$PfxFile = '[^']+'/, "$PfxFile = '<file name of the PFX>'; calc")],
  ['LF line ends', good.replaceAll('\r\n', '\n')],
  ['a byte beyond ASCII', good.replace('# install', '# ïnstall')],
  ['the bare template', template.replaceAll('\n', '\r\n')],
  ['nothing', ''],
])('%s is not read as a script of ours', (_, script) => {
  expect(script).not.toBe(good)
  expect(parseScript(script)).toBeNull()
})

test('a template without each place for a value, once, makes no script', () => {
  expect(() => renderScript(template.replace("'<steps>'", "'root'"), jane)).toThrow("$Steps = '<steps>'")
  expect(() => renderScript(template + template, jane)).toThrow('no single')
})
