// Eighty roots as other tools and people make them, each imported into an empty CA folder: the copy gets the verdict of the
// table, and what cannot be imported is refused in these words.
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folders.ts'
import { makeRootCases, readRootVerdicts, rootCasesAbsent } from '../support/root-cases.ts'
import { testUnless } from '../support/skips.ts'
import { hasTool } from '../support/tools.ts'

const NO_CIPHER = 'is encrypted with a cipher that is no longer supported'
const ISSUING = 'certstick signs with root CAs only'
const REFUSED: Readonly<Record<string, string>> = {
  inter: ISSUING,
  interchain: ISSUING,
  interrootfirst: ISSUING,
  p8_pbes1md5des: NO_CIPHER,
  p8_pbes1rc2: NO_CIPHER,
  trad_des: NO_CIPHER,
  trad_idea: 'the private key of "CN=Test Root" was not found',
}
/** Files that only an import takes as they are: another name, a PFX, the two files swapped. */
const IMPORT_ALONE = ['cernames', 'pemnames', 'pfxascrt', 'pfxroot', 'swapped']

const absent = rootCasesAbsent ?? (hasTool('openssl') && hasTool('bash') ? null : 'bash, openssl')

testUnless(absent)('every root is imported, or refused for what it is', async () => {
  const cases = new Map(makeRootCases())
  const parent = dirname(cases.values().next().value ?? '')
  cases.set('pfxroot', join(parent, 'pfxroot'))
  const verdicts = readRootVerdicts()
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'x.txt'), 'x') // the password of the PFX files
  for (const [name, folder] of cases) {
    const given = [join(folder, 'pass.txt')].filter((file) => existsSync(file))
    const file = name.startsWith('pfx') ? 'x.txt' : given[0]
    const passphrase = file === undefined ? [] : ['--ca-passphrase-file', file]
    const { status, stderr } = await runCommand(['ca', 'import', folder, '--ca', name, ...passphrase], {
      cwd,
    })
    const ours = IMPORT_ALONE.includes(name) ? '-' : (verdicts.get(name)?.ours ?? 'no verdict')
    const refusal = REFUSED[name]
    const expected = refusal === undefined ? (ours.includes('error:') ? 3 : 0) : 2
    expect({ name, status, stderr }).toEqual({
      name,
      status: expected,
      stderr: expect.stringContaining(refusal ?? 'the root CA was copied'),
    })
    expect(existsSync(join(cwd, name, 'rootCA.key'))).toBe(refusal === undefined)
  }
  expect(cases.size).toBeGreaterThan(80)
})
