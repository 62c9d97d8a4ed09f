// What lies where new files are to go is reported together with everything else that is wrong.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { emptyFolder, runCommand } from '../../support/cli.ts'

const NEW = ['new', '--yes', '--key', 'ec-p256'] as const
let cwd: string

beforeEach(async () => {
  cwd = emptyFolder()
  await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  expect((await runCommand([...NEW, '--upn', 'jane@contoso.com'], { cwd })).status).toBe(0)
})

function userOf(name: string): string {
  return JSON.parse(readFileSync(join(cwd, 'output', name, 'receipt.json'), 'utf8')).userPrincipalName
}

describe('what is in the way', () => {
  test('is reported with an option that is wrong', async () => {
    const args = [...NEW, '--upn', 'jane@contoso.com', '--days', '0', '--ca', 'nowhere']
    const { status, stderr } = await runCommand(args, { cwd })
    expect(status).toBe(2)
    for (const part of [
      '--days: 0',
      '--ca: there is no root CA',
      `--output: ${normalize('output/jane')} already exists`,
    ])
      expect(stderr).toContain(part)
  })

  test('is reported with a CA, an answer file and a stick that cannot be used', async () => {
    const stick = join(cwd, 'stick')
    mkdirSync(stick)
    writeFileSync(join(stick, 'autounattend.xml'), '<somebody-elses/>')
    writeFileSync(join(cwd, 'bad.xml'), '<unattend/>')
    const args = [...NEW, '--upn', 'jane@contoso.com', '--template', 'bad.xml', '--stick', 'stick']
    const { status, stderr } = await runCommand([...args, '--ca', 'nowhere'], { cwd })
    expect(status).toBe(2)
    for (const part of [
      '--ca: there is no root CA',
      '--template: ',
      `--output: ${normalize('output/jane')} already exists`,
      '--stick: stick has an answer file that certstick did not create',
    ])
      expect(stderr).toContain(part)
    expect(readFileSync(join(stick, 'autounattend.xml'), 'utf8')).toBe('<somebody-elses/>')
  })

  test('names its option in JSON', async () => {
    const { stdout } = await runCommand([...NEW, '--upn', 'jane@contoso.com', '--json'], { cwd })
    expect(JSON.parse(stdout).error.problems).toMatchObject([
      { field: 'output', hint: 'give --force to replace it, or another --device or --output' },
    ])
  })
})

describe('a user whose name is the same before the @', () => {
  test('gets the whole UPN as a name, and the same again', async () => {
    const args = [...NEW, '--upn', 'jane@fabrikam.com']
    const { status, stderr } = await runCommand(args, { cwd })
    expect(status).toBe(0)
    expect(stderr).toContain('the folder is named jane@fabrikam.com')
    expect([userOf('jane'), userOf('jane@fabrikam.com')]).toEqual(['jane@contoso.com', 'jane@fabrikam.com'])
    const again = await runCommand(args, { cwd })
    expect(again.stderr).toContain(normalize('output/jane@fabrikam.com already exists'))
    expect((await runCommand([...args, '--force'], { cwd })).status).toBe(0)
    expect(
      (await runCommand(['list', '--json', '--state', 'issued'], { cwd })).stdout.match(/"name"/g),
    ).toHaveLength(2)
  })

  test('keeps that name when the other one is gone', async () => {
    await runCommand([...NEW, '--upn', 'jane@fabrikam.com'], { cwd })
    const away = await runCommand(['wipe', 'output/jane/ESD-USB'], { cwd })
    expect(away.status).toBe(0)
    const { stderr } = await runCommand([...NEW, '--upn', 'jane@fabrikam.com'], { cwd })
    expect(stderr).toContain(normalize('output/jane@fabrikam.com already exists'))
  })

  test('is refused under a device’s name, which is given', async () => {
    await runCommand([...NEW, '--upn', 'jane@contoso.com', '--device', 'PC-1'], { cwd })
    const { status, stderr } = await runCommand([...NEW, '--upn', 'jane@fabrikam.com', '--device', 'PC-1'], {
      cwd,
    })
    expect(status).toBe(2)
    expect(stderr).toContain(normalize('--output: output/PC-1 has the files of jane@contoso.com'))
    expect(existsSync(join(cwd, 'output', 'jane@fabrikam.com'))).toBe(false)
  })
})
