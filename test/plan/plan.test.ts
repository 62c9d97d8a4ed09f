import { expect, test } from 'vitest'
import { writeFiles } from '../support/folders.ts'
import { makeMedium, PASSWORD } from '../support/media.ts'
import { makeRoot } from '../support/roots.ts'
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
