import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { testUnless } from '../../support/skips.ts'
import { insertInstaller, wimBytes } from '../../support/wim.ts'

const desk = emptyFolder()
const run = (...args: readonly string[]) => runCommand(args, { cwd: desk })
const LAPTOP = 'output/LAPTOP-01'

beforeAll(async () => {
  await run('ca', 'create', '--key', 'ec-p256', '--yes')
  for (const [upn, device] of [
    ['jane@yourdomain.com', 'LAPTOP-01'],
    ['joe@yourdomain.com', 'LAPTOP-02'],
  ] as const) {
    expect((await run('new', '--yes', '--upn', upn, '--device', device, '--key', 'ec-p256')).status).toBe(0)
  }
})

interface Report {
  readonly ready: boolean
  readonly media: readonly { path: string; ready: boolean; findings: readonly { code: string }[] }[]
}

async function verifyJson(...args: readonly string[]): Promise<Report> {
  return JSON.parse((await run('verify', '--json', ...args)).stdout)
}

/** A copy of jane's stick, away from its receipt. */
function copyStick(): string {
  const stick = join(emptyFolder(), 'stick')
  cpSync(join(desk, LAPTOP, 'ESD-USB'), stick, { recursive: true })
  return stick
}

const FILES_ONLY = [
  '  Windows     none: files only',
  '',
  'note: no-installer: files only: there is no Windows installer here, so no device starts from it',
  'hint: copy the files to a Windows installation stick, or plug this in beside one when the device starts',
]

describe('the Windows on a stick', () => {
  test('is named by version, architecture, language and editions, in text and JSON', async () => {
    const stick = copyStick()
    const name = 'Windows 11 Pro'
    insertInstaller(stick, {
      'sources/install.wim': wimBytes({ images: [{ name }, { displayName: 'Home' }] }),
    })
    const { status, stdout } = await run('verify', stick)
    expect(stdout).toContain('  Windows     Windows 11 24H2 or 25H2, build 26100.1742; amd64; en-US\n')
    expect(stdout).toContain('  editions    Windows 11 Pro, Home\n')
    expect(stdout).not.toContain('note:')
    expect(status).toBe(0)
    expect((await verifyJson(stick)).media).toMatchObject([
      { installer: { editions: [name, 'Home'], loaders: ['amd64'], languages: ['en-US'] } },
    ])
    expect((await verifyJson(copyStick())).media).toMatchObject([{ installer: null }])
    expect((await verifyJson(`${LAPTOP}/LAPTOP-01.zip`)).media[0]).not.toHaveProperty('installer')
  })

  test('is an error where no device starts from it, or its image was cut off', async () => {
    const stick = copyStick()
    const half = wimBytes().subarray(0, -100)
    insertInstaller(stick, { bootmgr: null, 'efi/boot/bootx64.efi': null, 'sources/install.wim': half })
    const { status, stdout } = await run('verify', stick)
    expect(stdout).toContain('error: no-boot-loader: efi/boot/bootx64.efi was not found')
    expect(stdout).toContain('error: image-damaged: sources/install.wim was cut off')
    expect(status).toBe(3)
  })

  test('cannot move the cursor or reverse the line by the names that it has', async () => {
    const stick = copyStick()
    const images = [{ displayName: 'Pro\u202e\u009b31m', edition: 'x', languages: ['en\u200bUS'] }]
    insertInstaller(stick, { 'sources/install.wim': wimBytes({ images }) })
    for (const args of [[], ['--json']]) {
      const { stdout, stderr } = await run('verify', stick, ...args)
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
      expect(stdout).toContain('Pro\\u202e\\u009b31m')
    }
  })
})

describe('what is whole is ready', () => {
  test.each([
    ['a stick', copyStick, FILES_ONLY],
    ['an ESD-USB folder', () => `${LAPTOP}/ESD-USB`, []],
    ['a zip', () => `${LAPTOP}/LAPTOP-01.zip`, []],
  ])('%s: who, which device, thumbprint, days left, calmly', async (_what, path, more) => {
    const { status, stdout, stderr } = await run('verify', path())
    const { thumbprint, notAfter } = JSON.parse(readFileSync(join(desk, LAPTOP, 'receipt.json'), 'utf8'))
    expect(stdout.split('\n').slice(2)).toEqual([
      '  user        jane@yourdomain.com',
      '  device      LAPTOP-01',
      `  thumbprint  ${thumbprint}`,
      `  valid until ${notAfter.slice(0, 10)}, 365 days left`,
      '  inventory   issued',
      ...more,
      '',
    ])
    expect(stdout).toMatch(/^\S+ is ready\.\n/)
    expect([status, stderr]).toEqual([0, ''])
  })

  test('an output folder with several sticks’ files: a line each', () => {
    const { status, stdout } = certstick(['verify', 'output'], { cwd: desk })
    expect(stdout.match(/^ {2}ready /gm)).toHaveLength(4)
    expect(stdout).toMatch(/4 checked: all ready\.\n$/)
    expect(status).toBe(0)
  })

  test('an output folder whose inventory is elsewhere: says that a revoked certificate is not reported', async () => {
    const { status, stdout } = await runCommand(['verify', join(desk, 'output')], { cwd: emptyFolder() })
    expect(stdout).toContain('4 checked: all ready.\nnote: no certificate inventory has these certificates')
    expect(status).toBe(0)
  })

  test('an output, by its name; a path of that name comes first', async () => {
    const { status, stdout } = await run('verify', 'LAPTOP-01')
    expect({ status, stdout }).toEqual({ status: 0, stdout: (await run('verify', LAPTOP)).stdout })
    mkdirSync(join(desk, 'LAPTOP-02'))
    expect((await run('verify', 'LAPTOP-02')).status).toBe(2)
    rmSync(join(desk, 'LAPTOP-02'), { recursive: true })
    expect(await run('rehearse', 'LAPTOP-02')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('signed in as joe@yourdomain.com'),
    })
  })

  test('and says so in JSON', async () => {
    const { ready, media } = await verifyJson(LAPTOP)
    expect(ready).toBe(true)
    expect(media.map(({ path }) => path)).toEqual([join(LAPTOP, 'ESD-USB'), join(LAPTOP, 'LAPTOP-01.zip')])
  })
})

describe('what is broken is told, with exit code 3', () => {
  test('one of several', async () => {
    const output = join(emptyFolder(), 'output')
    cpSync(join(desk, 'output'), output, { recursive: true })
    rmSync(join(output, 'LAPTOP-02/ESD-USB/Certs/joe-cba.pfx'))
    const { status, stdout } = await run('verify', output)
    expect(status).toBe(3)
    expect(stdout).toContain('4 checked: 3 ready, 1 not.')
    expect(stdout).toMatch(/NOT READY .*LAPTOP-02[\\/]ESD-USB/)
    expect(stdout).toContain('pfx-missing')
  })

  test('a folder that was copied whole onto the stick', async () => {
    const stick = emptyFolder()
    cpSync(join(desk, LAPTOP, 'ESD-USB'), join(stick, 'ESD-USB'), { recursive: true })
    mkdirSync(join(stick, 'sources')) // which tells a stick from an output folder
    const { status, stdout } = await run('verify', stick)
    expect(status).toBe(3)
    expect(stdout).toContain('copy the content of ESD-USB to the root of the stick')
  })

  test('a zip in a folder that was given another name since', async () => {
    const folder = join(emptyFolder(), 'renamed')
    cpSync(join(desk, LAPTOP), folder, { recursive: true })
    expect((await verifyJson(folder)).ready).toBe(true)
    writeFileSync(join(folder, 'LAPTOP-01.zip'), 'PK')
    const { ready, media } = await verifyJson(folder)
    expect(ready).toBe(false)
    expect(media.map(({ findings }) => findings.map(({ code }) => code))).toEqual([[], ['zip-refused']])
  })

  test('a zip of somebody else’s in a renamed folder is not taken for the one of the receipt', async () => {
    const folder = join(emptyFolder(), 'renamed')
    cpSync(join(desk, LAPTOP), folder, { recursive: true })
    writeFileSync(join(folder, 'photos.zip'), 'PK')
    const names = async () => (await verifyJson(folder)).media.map(({ path }) => basename(path))
    expect(await names()).toEqual(['ESD-USB', 'LAPTOP-01.zip'])
    renameSync(join(folder, 'LAPTOP-01.zip'), join(folder, 'stick of jane.zip'))
    expect(await names()).toEqual(['ESD-USB', 'stick of jane.zip'])
    expect((await verifyJson(folder)).ready).toBe(true)
    writeFileSync(join(folder, 'stick of jane.zip'), 'PK')
    expect(await names()).toEqual(['ESD-USB'])
  })

  test('a folder of copied sticks', async () => {
    const folder = emptyFolder()
    for (const name of ['a', 'b'])
      cpSync(join(desk, LAPTOP, 'ESD-USB'), join(folder, name), { recursive: true })
    expect((await verifyJson(folder)).ready).toBe(true)
    rmSync(join(folder, 'b', 'Certs', 'jane-cba.pfx'))
    expect((await verifyJson(folder)).media.map(({ ready }) => ready)).toEqual([true, false])
  })

  test('a stick’s folder that was given another name since', async () => {
    const folder = join(emptyFolder(), 'LAPTOP-01')
    cpSync(join(desk, LAPTOP), folder, { recursive: true })
    renameSync(join(folder, 'ESD-USB'), join(folder, 'STICK'))
    rmSync(join(folder, 'STICK', 'Certs', 'jane-cba.pfx'))
    for (const path of [folder, dirname(folder)]) expect((await verifyJson(path)).ready).toBe(false)
  })

  test('a file that is no zip is wrong input, with what to give instead; a damaged zip is a finding', async () => {
    const folder = emptyFolder()
    for (const name of ['README.md', 'install.log', 'empty', 'a.zip']) writeFileSync(join(folder, name), '')
    for (const name of ['README.md', 'install.log']) writeFileSync(join(folder, name), 'text')
    const refused = async (name: string) => {
      const { status, stderr } = await run('verify', join(folder, name))
      return [status, stderr.split('\n')[0]?.replace(folder, ''), stderr.split('\n')[1]]
    }
    const hint = 'hint: give the root of a stick, an ESD-USB folder, a zip, an output folder, or a name in it'
    const log = 'hint: to explain the log of a device, use `certstick verify --log FILE`'
    expect(await refused('README.md')).toEqual([2, `error: ${join('/', 'README.md')} is not a zip`, hint])
    expect(await refused('empty')).toEqual([2, `error: ${join('/', 'empty')} is not a zip`, hint])
    expect(await refused('install.log')).toEqual([2, `error: ${join('/', 'install.log')} is not a zip`, log])
    expect((await run('verify', join(folder, 'a.zip'))).status).toBe(3)
    const receipt = await run('verify', join(LAPTOP, 'receipt.json'))
    expect([receipt.status, receipt.stderr]).toEqual([
      2,
      `error: ${join(LAPTOP, 'receipt.json')} is not a zip\n${hint}\n`,
    ])
  })

  test('a zip that is none, and a receipt that is none', async () => {
    const folder = join(emptyFolder(), 'LAPTOP-01')
    cpSync(join(desk, LAPTOP), folder, { recursive: true })
    writeFileSync(join(folder, 'LAPTOP-01.zip'), 'PK')
    writeFileSync(join(folder, 'receipt.json'), '{"files":null}')
    const { media } = await verifyJson(folder)
    expect(media.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      ['receipt-malformed'],
      ['zip-refused'],
    ])
  })

  test('a certificate that was revoked since, by the inventory of the usual CA and of one that is named', async () => {
    const ca = join(emptyFolder(), 'ca')
    cpSync(join(desk, 'ca'), ca, { recursive: true })
    const { serialNumber } = JSON.parse(readFileSync(join(desk, LAPTOP, 'receipt.json'), 'utf8'))
    expect((await runCommand(['revoke', serialNumber, '--ca', ca, '--yes'], { cwd: desk })).status).toBe(0)
    expect((await verifyJson('--ca', ca, LAPTOP)).media[0]?.findings).toMatchObject([
      { code: 'revoked', severity: 'error' },
    ])
    expect((await verifyJson('--ca', ca, 'output/LAPTOP-02')).ready).toBe(true)
    expect((await verifyJson(LAPTOP)).ready).toBe(true)
  })
})

describe('a warning is no error', () => {
  test('a certificate that ends within --warn-days', async () => {
    const { status, stdout } = await run('verify', '--warn-days', '400', `${LAPTOP}/ESD-USB`)
    expect(stdout).toContain('warning: expires-soon')
    expect(status).toBe(0)
  })
})

describe('what cannot be verified at all has exit code 2', () => {
  test.each([
    ['nothing there', ['nothing'], 'not found'],
    ['no media there', ['ca'], 'no stick files were found'],
    ['a number that is none', ['--warn-days', 'soon', 'output'], 'soon is no number of days'],
    ['a CA folder that is none', ['--ca', 'output', 'output'], 'rootCA'],
    ['no path', [], 'missing required argument'],
  ] as const)('%s', async (_what, args, message) => {
    const { status, stderr } = await run('verify', ...args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })
})

test('no value of a hostile receipt begins a line of its own', async () => {
  const folder = join(emptyFolder(), 'jane')
  cpSync(join(desk, LAPTOP), folder, { recursive: true })
  const path = join(folder, 'receipt.json')
  const receipt = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...receipt, device: 'evil\nFORGED is ready.' }))
  rmSync(join(folder, 'ESD-USB', 'autounattend.xml'))
  for (const medium of [folder, join(folder, 'ESD-USB')]) {
    const { stdout } = await run('verify', medium)
    expect(stdout).toContain('evil\\u000aFORGED')
    expect(stdout).not.toMatch(/^FORGED/m)
  }
})

testUnless(process.platform === 'win32' ? 'file names with control characters' : null)(
  'text from a hostile stick reaches the screen harmless',
  async () => {
    const stick = copyStick()
    writeFileSync(join(stick, '\x1b[2Jevil.pfx'), '')
    const { stdout } = await run('verify', stick)
    expect(stdout).not.toContain('\x1b')
    expect(stdout).toContain('evil.pfx')
  },
)

describe('the command that recreates a stick', () => {
  const hintOf = async (stick: string) => (await run('verify', stick, '--warn-days', '400')).stdout

  test('has the name of the device, or else of the user', async () => {
    expect(await hintOf(LAPTOP)).toContain('hint: recreate the stick soon: `certstick regenerate LAPTOP-01`')
    await run('new', 'amy@yourdomain.com', '--yes', '--key', 'ec-p256')
    expect(await hintOf('amy')).toContain('`certstick regenerate amy@yourdomain.com`')
    expect((await run('verify', LAPTOP, '--warn-days', '400', '--ca', 'ca')).stdout).toContain(
      '`certstick regenerate --ca ca LAPTOP-01`',
    )
  })

  test('is never for another device, whose name the answer file has', async () => {
    const folder = join(emptyFolder(), 'LAPTOP-01')
    cpSync(join(desk, LAPTOP), folder, { recursive: true })
    const answerFile = join(folder, 'ESD-USB', 'autounattend.xml')
    const text = readFileSync(answerFile, 'utf8').replace(
      '>LAPTOP-01</ComputerName>',
      '>LAPTOP-09</ComputerName>',
    )
    writeFileSync(answerFile, text)
    const withReceipt = await hintOf(folder)
    expect(withReceipt).toContain('error: computer-name-differs')
    expect(withReceipt).toContain('`certstick regenerate LAPTOP-01`')
    const { serialNumber } = JSON.parse(readFileSync(join(folder, 'receipt.json'), 'utf8'))
    rmSync(join(folder, 'receipt.json'))
    expect(await hintOf(join(folder, 'ESD-USB'))).toContain(`\`certstick regenerate ${serialNumber}\``)
  })

  test('has no name that a shell would take apart', async () => {
    await run('new', "o'neil@yourdomain.com", '--yes', '--key', 'ec-p256')
    expect(await hintOf("o'neil")).toContain('`certstick regenerate NAME`')
  })
})
