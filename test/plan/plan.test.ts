import { expect, test } from 'vitest'
import { commonNameOf, encodeName } from '../../src/x509/name.ts'
import { writeFiles } from '../support/folders.ts'
import { makeMedium, PASSWORD } from '../support/media.ts'
import { makeRoot, makeRootOf } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

const root = makeRoot()

test('refuses before anything is signed a user after whom Windows can name no PFX', () => {
  for (const upn of ['con.smith@contoso.com', 'NUL.x@contoso.com', 'aux.m@contoso.com'])
    expect(() => makeMedium(root, { upn })).toThrow(
      expect.objectContaining({ code: 'wrong-input', problems: [expect.objectContaining({ field: 'upn' })] }),
    )
  expect(makeMedium(root, { upn: 'con@contoso.com' }).plan.pfx.fileName).toBe('con-cba.pfx')
})

test('a PFX is a modern one unless another is asked for', () => {
  expect(makeMedium(root).plan.pfx.format).toBe('modern')
  expect(makeMedium(root, { pfx: 'legacy' }).plan.pfx.format).toBe('legacy')
})

testWith('openssl').each(['modern', 'legacy'])(
  'a password that somebody chose is hashed more often than one that was made: %s',
  (pfx) => {
    for (const [password, iterations] of [
      ['made', 2048],
      [PASSWORD, 100_000],
    ] as const) {
      const { plan, files } = makeMedium(root, { password, pfx })
      const { path } = writeFiles({ path: files.get('Certs/jane-cba.pfx') ?? Buffer.of() })
      const args = ['pkcs12', '-info', '-noout', '-passin', 'stdin', '-in', path]
      const { stderr } = run('openssl', args, `${plan.pfx.password.reveal()}\n`)
      const counts = [...stderr.matchAll(/Iteration (\d+)/g)].map(([, count]) => Number(count))
      expect(counts).toEqual([iterations, iterations, iterations]) // of the MAC, the certificates and the key
    }
  },
)

test('browsers can choose by the root’s common name alone, so a root without one is refused', () => {
  const name = (...values: readonly string[]) =>
    encodeName(values.map((value) => ({ type: 'commonName' as const, value })))
  expect(commonNameOf(name('Contoso Root CA'))).toBe('Contoso Root CA')
  expect(commonNameOf(name('One', 'Two'))).toBeNull()
  expect(commonNameOf(encodeName([{ type: 'organizationName', value: 'Contoso' }]))).toBeNull()
  expect(makeMedium(root, { autoSelect: true }).plan).toMatchObject({
    autoSelectIssuer: 'Contoso Root CA',
    scriptSteps: ['auto-select', 'user', 'blank'],
  })
  const nameless = makeRootOf(encodeName([{ type: 'organizationName', value: 'Contoso' }]))
  expect(() => makeMedium(nameless, { autoSelect: true })).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ field: 'autoSelect' })] }),
  )
  expect(makeMedium(nameless).plan.autoSelectIssuer).toBeNull()
})
