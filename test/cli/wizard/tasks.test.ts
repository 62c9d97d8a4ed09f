// Every task that the wizard offers, typed at in a real terminal.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect } from 'vitest'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { DEFAULTS, NOTHING_ELSE } from '../../support/first-run.ts'
import {
  answer,
  CTRL_C,
  down,
  ENTER,
  type Steps,
  startInTerminal,
  type Terminal,
  testInTerminal,
} from '../../support/pty.ts'
import { brokenLines } from '../../support/screen.ts'

const [CREATE, , MANY, CHECK, PUT, LOST, LIST, WIPE, ENTRA, HAND_OVER] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

let cwd: string
let terminal: Terminal

/** A root CA, and LAPTOP-01 of jane. */
beforeEach(() => {
  cwd = emptyFolder()
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes', '--name', 'Contoso CA'], { cwd })
  const jane = ['--upn', 'jane@contoso.com', '--device', 'LAPTOP-01', '--key', 'ec-p256']
  expect(certstick(['new', '--yes', ...jane], { cwd }).status).toBe(0)
  mkdirSync(join(cwd, 'stick'))
})

/** Of the terminal, while one of the tests below runs. */
let [columns, rows] = [80, 24]

async function run(...steps: Steps): Promise<void> {
  terminal = startInTerminal([], cwd, columns, {}, rows)
  await answer(terminal, steps)
  expect(await terminal.exitCode()).toBe(0)
  expect(await brokenLines(terminal, columns, rows)).toEqual([])
}

describe.each([
  [80, 24],
  [120, 40],
])('in a terminal of %i columns and %i lines', (width, height) => {
  beforeEach(() => {
    columns = width
    rows = height
  })

  const listed = async (): Promise<string[]> => {
    const { certificates } = JSON.parse((await runCommand(['list', '--json'], { cwd })).stdout)
    return certificates.map(
      (one: Record<string, string>) => `${one['device']} ${one['userPrincipalName']} ${one['state']}`,
    )
  }

  describe('a stick', () => {
    testInTerminal(
      'that exists is recreated, or its device goes to another user, as the answer says',
      async () => {
        await run(
          ['What to do', down(CREATE)],
          ['Root CA', ENTER],
          ['User principal name', `jane${ENTER}`],
          ['Device name', `LAPTOP-01${ENTER}`],
          ['LAPTOP-01 already has stick files', ENTER],
          ...DEFAULTS,
          ['Create the stick files', ENTER],
          ['Anything else', down(1)],
          ['User principal name', `zoe${ENTER}`],
          ['Device name', `LAPTOP-01${ENTER}`],
          ['LAPTOP-01 has the stick files of another user', ENTER],
          ['Device name', `LAPTOP-01${ENTER}`],
          ['LAPTOP-01 has the stick files of another user', down(1)],
          ...DEFAULTS,
          ['Create the stick files', ENTER],
          NOTHING_ELSE,
        )
        expect(await listed()).toEqual([
          'LAPTOP-01 jane@contoso.com superseded',
          'LAPTOP-01 jane@contoso.com revoked',
          'LAPTOP-01 zoe@contoso.com issued',
        ])
      },
    )

    testInTerminal(
      'is not created before every answer is right: after No any of them can be changed',
      async () => {
        await run(
          ['What to do', down(CREATE)],
          ['Root CA', ENTER],
          ['User principal name', `amy${ENTER}`],
          ['Device name', `PC-1${ENTER}`],
          ...DEFAULTS,
          ['Create the stick files', `n${ENTER}`],
          ['What to change', ENTER], // user and device
          ['(amy@contoso.com)', `bea${ENTER}`], // the answer before is the default
          ['(PC-1)', `PC-2${ENTER}`],
          ['PC-2', ''],
          ['Create the stick files', `n${ENTER}`],
          ['What to change', down(2)],
          ['Answer file', down(2)],
          ['Processor of the device', down(1)],
          ['minimal, arm64', ''],
          ['Create the stick files', `n${ENTER}`],
          ['What to change', down(2)],
          ['❯ minimal', ENTER],
          ['❯ ARM64', ENTER],
          ['Create the stick files', `n${ENTER}`],
          ['What to change', ENTER],
          ['(bea@contoso.com)', ENTER],
          ['(PC-2)', ENTER],
          ['Create the stick files', ENTER],
          NOTHING_ELSE,
        )
        expect(readdirSync(join(cwd, 'output'))).toEqual(['LAPTOP-01', 'PC-2'])
        const receipt = JSON.parse(readFileSync(join(cwd, 'output/PC-2/receipt.json'), 'utf8'))
        expect(receipt).toMatchObject({ userPrincipalName: 'bea@contoso.com', template: { name: 'minimal' } })
      },
    )

    testInTerminal(
      'takes no answer file that would not work, and offers to add what Setup needs',
      async () => {
        const unattend = 'xmlns="urn:schemas-microsoft-com:unattend"'
        writeFileSync(
          join(cwd, 'broken.xml'),
          `<unattend ${unattend}><settings pass="specialize">a & b</settings></unattend>`,
        )
        const component =
          '<component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"/>'
        writeFileSync(
          join(cwd, 'no-pe.xml'),
          `<unattend ${unattend}><settings pass="oobeSystem">${component}</settings></unattend>`,
        )
        const own = DEFAULTS.filter(([question]) => !question.startsWith('Processor'))
        const [password, file, ...rest] = own as unknown as [Steps[number], Steps[number], ...Steps]
        await run(
          ['What to do', down(CREATE)],
          ['Root CA', ENTER],
          ['User principal name', `amy${ENTER}`],
          ['Device name', ENTER],
          password,
          [file[0], down(3)],
          ['Path of the answer file', `broken.xml${ENTER}`],
          ['this answer file would not work; choose another one', ''],
          [file[0], down(3)],
          ['Path of the answer file', `no-pe.xml${ENTER}`],
          ['Add the smallest windowsPE setting', ENTER],
          ...rest,
          ['Create the stick files', ENTER],
          NOTHING_ELSE,
        )
        expect(readFileSync(join(cwd, 'output/amy/ESD-USB/autounattend.xml'), 'utf8')).toContain(
          'pass="windowsPE"',
        )
      },
    )

    testInTerminal('that was created is put on a mounted one, checked there, and wiped', async () => {
      await run(
        ['What to do', down(PUT)],
        ['Which stick', ENTER],
        ['Which stick to write to', down(1)],
        ['Drive or folder of the stick', `stick${ENTER}`],
        ['was read back', ''],
        ['Anything else', down(CHECK + 1)],
        ['What to check', down(2)],
        ['Drive or folder of the stick', `stick${ENTER}`],
        ['LAPTOP-01', ''],
        ['Anything else', down(WIPE + 1)],
        ['Which stick to wipe', down(1)],
        ['Drive or folder of the stick', `stick${ENTER}`],
        ['Overwrite and delete certstick’s files on stick', `y${ENTER}`],
        NOTHING_ELSE,
      )
      expect(readdirSync(join(cwd, 'stick'))).toEqual([])
      expect((await runCommand(['list', '--history', 'LAPTOP-01'], { cwd })).stdout).toContain('stick')
    })
  })

  testInTerminal(
    'a lost device: all its certificates revoked, in the next CRL, and a new stick',
    async () => {
      const again = ['regenerate', 'LAPTOP-01', '--yes']
      expect((await runCommand(again, { cwd })).status).toBe(0) // the superseded certificate still signs in
      await run(
        ['What to do', down(LOST)],
        ['Which stick', ENTER],
        ['Why is it revoked', ENTER],
        ['Revoke these 2 certificates, which cannot be undone', `y${ENTER}`],
        ['Write the next CRL now', ENTER],
        ['Create a new stick for the same user and device', `y${ENTER}`],
        ['Password of the PFX', ENTER],
        ['Write the files to a stick too', ENTER],
        ['Create the stick files', ENTER],
        NOTHING_ELSE,
      )
      expect(await listed()).toEqual([
        'LAPTOP-01 jane@contoso.com revoked',
        'LAPTOP-01 jane@contoso.com revoked',
        'LAPTOP-01 jane@contoso.com issued',
      ])
      expect(existsSync(join(cwd, 'ca/rootCA.crl'))).toBe(true)
    },
  )

  testInTerminal('No leads back to the choice of tasks, and nothing is done', async () => {
    await run(
      ['What to do', down(LOST)],
      ['Which stick', ENTER],
      ['Why is it revoked', ENTER],
      ['Revoke this certificate, which cannot be undone', ENTER],
      ['nothing was revoked', ''],
      ['What to do', down(1)],
      ['Which stick', ENTER],
      ['Password of the PFX', ENTER],
      ['Write the files to a stick too', ENTER],
      ['Create the stick files', `n${ENTER}`],
      ['nothing was created', ''],
      ['What to do', `\x1b[A${ENTER}`],
    )
    expect(await listed()).toEqual(['LAPTOP-01 jane@contoso.com issued'])
  })

  testInTerminal('many users, from a table', async () => {
    writeFileSync(
      join(cwd, 'users.csv'),
      'userPrincipalName,displayName,key\namy@contoso.com,Amy,ec-p256\nben@contoso.com,Ben,ec-p256\n',
    )
    await run(
      ['What to do', down(MANY)],
      ['Root CA', ENTER],
      ['Table of the users', `user.csv${ENTER}`],
      ['user.csv was not found', `\x7f\x7f\x7f\x7fs.csv${ENTER}`],
      ['Write one stick after the other', ENTER],
      ['2: amy@contoso.com, ben@contoso.com', ''],
      ['Create the stick files', `n${ENTER}`],
      ['Table of the users', `users.csv${ENTER}`],
      ['Write one stick after the other', ENTER],
      ['Create the stick files', ENTER],
      ['2 made', ''],
      NOTHING_ELSE,
    )
    expect(readdirSync(join(cwd, 'output'))).toEqual(expect.arrayContaining(['amy', 'ben', 'LAPTOP-01']))
  })

  testInTerminal('a faulty table creates no root CA, and is read again when it was corrected', async () => {
    rmSync(join(cwd, 'ca'), { recursive: true })
    rmSync(join(cwd, 'output'), { recursive: true })
    writeFileSync(join(cwd, 'users.csv'), 'upn\nnobody\n')
    writeFileSync(join(cwd, 'corrected.csv'), 'upn\namy@contoso.com\n')
    await run(
      ['What to do', down(MANY)],
      ['Root CA', ENTER],
      ['Company that signs in', `Contoso${ENTER}`],
      ['http URL of its revocation list', ENTER],
      ['Passphrase for rootCA.key', ENTER],
      ['Table of the users', `users.csv${ENTER}`],
      ['Write one stick after the other', ENTER],
      ['nobody has no @', ''],
      ['Table of the users', `corrected.csv${ENTER}`],
      ['Write one stick after the other', ENTER],
      ['ca (will be created first)', ''],
      ['Create the stick files', ENTER],
      ['Before the user signs in, Entra ID must know this root CA', ''],
      NOTHING_ELSE,
    )
    const shown = terminal.shown()
    expect(shown.indexOf('creating the key of the root CA')).toBeGreaterThan(shown.indexOf('nobody has no @'))
    expect((await runCommand(['ca', 'show'], { cwd })).stdout).toContain('O=Contoso')
    expect(await listed()).toEqual(['null amy@contoso.com issued'])
  })

  testInTerminal('lists, Entra ID by hand, and what goes wrong in one task ends no other', async () => {
    writeFileSync(join(cwd, 'users.csv'), 'upn\nnobody\n')
    await run(
      ['What to do', down(MANY)],
      ['Root CA', ENTER],
      ['Table of the users', `users.csv${ENTER}`],
      ['Write one stick after the other', ENTER],
      ['nobody has no @', ''],
      ['Table of the users', ENTER], // the way back
      ['Anything else', down(LIST + 1)],
      ['Which certificates', ENTER],
      ['1 certificate listed', ''],
      ['Anything else', down(ENTRA + 1)],
      ['show what to enter by hand', ENTER],
      [`Upload ${join('ca', 'rootCA.crt')} as a root CA`, ''],
      NOTHING_ELSE,
    )
  })

  testInTerminal('hand-over files are written, and replaced only where that is wanted', async () => {
    const page = join(cwd, 'output', 'LAPTOP-01-handover')
    await run(
      ['What to do', down(HAND_OVER)],
      ['Which stick', ENTER],
      ['What for', ENTER],
      ['Whom users call', `IT, +41 44 123${ENTER}`],
      ['open it in a browser', ''],
      ['Anything else', down(HAND_OVER + 1)],
      ['Which stick', ENTER],
      ['What for', ENTER],
      ['already exists. Replace it', ENTER],
      ['Anything else', down(HAND_OVER + 1)],
      ['Which stick', ENTER],
      ['What for', ENTER],
      ['already exists. Replace it', `y${ENTER}`],
      ['Whom users call', ENTER],
      ['open it in a browser', ''],
      NOTHING_ELSE,
    )
    const [file = ''] = readdirSync(page)
    expect(readFileSync(join(page, file), 'utf8')).toMatch(/Help desk:<\/span> <\/p>/)
  })

  testInTerminal('Ctrl-C after a task says that it is kept', async () => {
    terminal = startInTerminal([], cwd, columns, {}, rows)
    await answer(terminal, [
      ['What to do', down(LIST)],
      ['Which certificates', ENTER],
      ['Anything else', CTRL_C],
    ])
    expect(await terminal.exitCode()).toBe(130)
    expect(terminal.shown()).toContain('what was finished before is kept')
    expect(terminal.cursorIsShown()).toBe(true)
  })
})
