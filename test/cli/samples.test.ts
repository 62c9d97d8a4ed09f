// Real answer files from the field, through the real program.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import { emptyFolder, runCommand } from '../support/cli.ts'
import { MALFORMED_SAMPLES, readSamples, samplesAbsent } from '../support/samples.ts'
import { testUnless } from '../support/skips.ts'

/** Samples that have no windowsPE pass with anything in it, so that Setup would not run their specialize pass. */
const WITHOUT_WINDOWS_PE = ['025', '033', '035']

describe('samples', () => {
  const testSamples = testUnless(samplesAbsent)

  let cwd: string
  beforeAll(async () => {
    cwd = emptyFolder()
    await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
    for (const { name, bytes } of readSamples()) writeFileSync(join(cwd, name), bytes)
  })

  async function serve(name: string, ...more: readonly string[]) {
    const device = `S-${name.slice(0, 3)}`
    const args = [
      'new',
      '--yes',
      '--upn',
      'jane@contoso.com',
      '--device',
      device,
      '--key',
      'ec-p256',
      '--force',
    ]
    return runCommand([...args, '--template', name, ...more], { cwd })
  }

  const names = samplesAbsent === null ? readSamples().map(({ name }) => name) : ['every sample']
  const malformed = names.filter((name) => MALFORMED_SAMPLES.includes(name))
  const inert = names.filter((name) => WITHOUT_WINDOWS_PE.includes(name.slice(0, 3)))
  const sound = names.filter((name) => !malformed.includes(name) && !inert.includes(name))

  testSamples.each(sound)('%s is served, and the medium reads back', async (name) => {
    expect(await serve(name)).toMatchObject({ status: 0 })
  })

  testSamples.each(inert)(
    '%s would never run, and is served once the windowsPE pass is added',
    async (name) => {
      const { status, stderr } = await serve(name)
      expect(status).toBe(2)
      expect(stderr).toContain('--add-windows-pe')
      expect(await serve(name, '--add-windows-pe')).toMatchObject({ status: 0 })
    },
  )

  testSamples.each(malformed)('%s is refused with line and column', async (name) => {
    const { status, stderr } = await serve(name)
    expect(status).toBe(2)
    expect(stderr).toMatch(/line \d+, column \d+: /)
  })
})
