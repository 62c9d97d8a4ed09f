import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { describe, expect } from 'vitest'
import { parseImportCommand } from '../../../src/answer-file/commands.ts'
import { inspectAnswerFile } from '../../../src/answer-file/inspect.ts'
import { extendedKeyUsage } from '../../../src/x509/extensions.ts'
import { SERVER_AUTH_OID } from '../../../src/x509/oids.ts'
import { encodePem } from '../../../src/x509/pem.ts'
import { certstick, emptyFolder } from '../../support/cli.ts'
import { FIRST_RUN, NOTHING_ELSE } from '../../support/first-run.ts'
import { answer, CTRL_C, DOWN, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'
import { makeRootWith } from '../../support/roots.ts'

const CTRL_U = '\x15'

function passwordOnStick(folder: string): string | undefined {
  const { commands } = inspectAnswerFile(readFileSync(join(folder, 'ESD-USB', 'autounattend.xml')))
  return parseImportCommand(commands[0]?.path ?? '')?.password.reveal()
}

describe('the wizard', () => {
  testInTerminal('needs a UPN and Enter, and shows the password that it made once', async () => {
    const cwd = emptyFolder()
    const terminal = startInTerminal([], cwd)
    await answer(terminal, [...FIRST_RUN, NOTHING_ELSE])
    expect(await terminal.exitCode()).toBe(0)
    const folder = join(cwd, 'output', 'jane')
    expect(readdirSync(folder).sort()).toEqual(['ESD-USB', 'jane.zip', 'receipt.json'])
    expect(terminal.shown()).toContain(normalize('output/jane/ESD-USB'))
    const password = passwordOnStick(folder) ?? 'none'
    expect(terminal.shown().split(password)).toHaveLength(2)
  })

  testInTerminal.each(FIRST_RUN.map(([question], index) => [question, index] as const))(
    'leaves nothing behind when it is cancelled at "%s"',
    async (question, index) => {
      const cwd = emptyFolder()
      const terminal = startInTerminal([], cwd)
      await answer(terminal, FIRST_RUN.slice(0, index))
      await terminal.expect(question)
      terminal.type(CTRL_C)
      expect(await terminal.exitCode()).toBe(130)
      expect(terminal.shown()).toContain('nothing was created')
      expect(readdirSync(cwd)).toEqual([])
    },
  )

  testInTerminal('asks again for what it cannot take, and completes the last domain', async () => {
    const cwd = emptyFolder()
    certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
    certstick(['new', '--yes', '--upn', 'first@contoso.com', '--key', 'ec-p256'], { cwd })
    const terminal = startInTerminal([], cwd)
    await answer(terminal, [
      ['What to do', ENTER],
      ['Root CA', ENTER],
      ['@contoso.com if none is typed', `jo hn${ENTER}`],
      ['is not allowed before @', '\x7f\x7f\x7fe'],
      ['joe', ENTER],
      ['Device name', `LAPTOP_1${ENTER}`],
      ['letters, digits and hyphens only', `\x7f\x7f-1${ENTER}`],
      ['Password of the PFX', `a\ufeffb${ENTER}`],
      ['byte order mark', `\x7f\x7f\x7fmy secret${ENTER}`],
      ['Type it again', `my secre${ENTER}`],
      ['do not match', ''],
      ['Password of the PFX', `my secret${ENTER}`],
      ['Type it again', `my secret${ENTER}`],
      ['Answer file', `${DOWN}${DOWN}${DOWN}${ENTER}`],
      ['Path of the answer file', `minima${ENTER}`],
      ['not found', `l${ENTER}`],
      ['Processor of the device', ENTER],
      ['Where the certificate is used', ENTER],
      ['How the certificate is imported', ENTER],
      ['Edge and Chrome take it', ENTER],
      ['Write the files to a stick too', ENTER],
      ['Create the stick files', ENTER],
      NOTHING_ELSE,
    ])
    expect(await terminal.exitCode()).toBe(0)
    expect(terminal.shown()).not.toContain('my secret')
    expect(passwordOnStick(join(cwd, 'output', 'LAPTOP-1'))).toBe('my secret')
    expect(readFileSync(join(cwd, 'output', 'LAPTOP-1', 'receipt.json'), 'utf8')).toContain(
      '"joe@contoso.com"',
    )
  })

  testInTerminal('asks once more before it makes a root CA elsewhere than in ./ca', async () => {
    const cwd = emptyFolder()
    const terminal = startInTerminal([], cwd)
    await answer(terminal, [
      ['What to do', ENTER],
      ['Root CA', `${DOWN}${ENTER}`],
      ['Folder with rootCA.crt and rootCA.key', `contoso-ca${ENTER}`],
      ['create a new one in contoso-ca', ENTER],
      ['There is no root CA in contoso-ca. Create a new one there', ENTER], // the default is no
      ['Folder with rootCA.crt and rootCA.key', `contoso-ca${ENTER}`],
      ['create a new one in contoso-ca', ENTER],
      ['There is no root CA in contoso-ca. Create a new one there', `y${ENTER}`],
      ...FIRST_RUN.slice(2),
      NOTHING_ELSE,
    ])
    expect(await terminal.exitCode()).toBe(0)
    expect(readdirSync(cwd).sort()).toEqual(['contoso-ca', 'output'])
  })

  testInTerminal('makes no root CA beside files of another one, and says what was found', async () => {
    const cwd = emptyFolder()
    mkdirSync(join(cwd, 'ca'))
    writeFileSync(join(cwd, 'ca', 'ca.pfx'), 'x')
    const terminal = startInTerminal([], cwd)
    await answer(terminal, [
      ['What to do', ENTER],
      ['found ca.pfx', ''],
      ['Folder with rootCA.crt and rootCA.key', `ca${ENTER}`],
      ['found ca.pfx', ''],
      ['Folder with rootCA.crt and rootCA.key', CTRL_C],
    ])
    expect(await terminal.exitCode()).toBe(130)
    expect(readdirSync(join(cwd, 'ca'))).toEqual(['ca.pfx'])
  })

  testInTerminal('takes no root CA under which nobody could sign in, and says why', async () => {
    const { certificate, privateKey } = makeRootWith(extendedKeyUsage(SERVER_AUTH_OID))
    const cwd = emptyFolder()
    mkdirSync(join(cwd, 'ca'))
    writeFileSync(join(cwd, 'ca', 'rootCA.crt'), encodePem('CERTIFICATE', certificate))
    writeFileSync(join(cwd, 'ca', 'rootCA.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const terminal = startInTerminal([], cwd)
    await answer(terminal, [
      ['What to do', ENTER],
      ['error: rootCA.crt: its extendedKeyUsage lacks clientAuth', ''],
      ['Folder with rootCA.crt and rootCA.key', CTRL_C],
    ])
    expect(await terminal.exitCode()).toBe(130)
  })

  testInTerminal('is not begun where an option cannot be taken', async () => {
    const terminal = startInTerminal(['new', '--days', 'x'], emptyFolder())
    expect(await terminal.exitCode()).toBe(2)
    expect(terminal.shown()).toContain('--days: x is not a number of days')
    expect(terminal.shown()).toContain('--ca: there is no root CA in ca')
    expect(terminal.shown()).not.toContain('User principal name')
  })

  testInTerminal(
    'encrypts a new root key, and asks for the passphrase the next time until it is right',
    async () => {
      const cwd = emptyFolder()
      const first = startInTerminal(['ca', 'create', '--key', 'ec-p256'], cwd)
      await answer(first, [
        ['Passphrase for rootCA.key', `open sesame${ENTER}`],
        ['Type it again', `open sesame${ENTER}`],
      ])
      expect(await first.exitCode()).toBe(0)
      expect(readFileSync(join(cwd, 'ca', 'rootCA.key'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY')
      const terminal = startInTerminal(['new', '--upn', 'jane@contoso.com', '--key', 'ec-p256'], cwd)
      await answer(terminal, [
        ['Password of the PFX', ENTER],
        ['Passphrase of rootCA.key', `open${ENTER}`],
        ['the passphrase is wrong', ''],
        ['Passphrase of rootCA.key', `open sesame${ENTER}`],
      ])
      expect(await terminal.exitCode()).toBe(0)
      expect(terminal.shown()).not.toContain('sesame')
    },
  )

  testInTerminal('says what erases the disk, and asks again', async () => {
    const cwd = emptyFolder()
    const terminal = startInTerminal([], cwd)
    await answer(terminal, FIRST_RUN.slice(0, 8))
    await answer(terminal, [
      ['Answer file', `${DOWN}${ENTER}`],
      ['erases', ENTER], // the default is no
      ['Answer file', `${DOWN}${ENTER}`],
      ['erases', `y${ENTER}`],
      ['Processor of the device', `${DOWN}${ENTER}`],
      ['Language of Windows', `${CTRL_U}de-XX${ENTER}`],
      ['not a language that Windows comes in', `\x7f\x7fDE${ENTER}`],
      ['Country for dates', ENTER],
      ['Time zone', `Europe/Berlin${ENTER}`],
      ['Where the certificate is used', ENTER],
      ['How the certificate is imported', ENTER],
      ['Edge and Chrome take it', ENTER],
      ['Write the files to a stick too', ENTER],
      ['Create the stick files', ENTER],
      NOTHING_ELSE,
    ])
    const answerFile = readFileSync(join(cwd, 'output/jane/ESD-USB/autounattend.xml'), 'utf8')
    expect(answerFile).toContain('<UserLocale>de-DE</UserLocale>')
    expect(answerFile).toContain('<TimeZone>W. Europe Standard Time</TimeZone>')
    expect(await terminal.exitCode()).toBe(0)
    expect(existsSync(join(cwd, 'output', 'jane'))).toBe(true)
  })
})
