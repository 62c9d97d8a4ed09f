import { spawn } from 'node:child_process'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { certstick, emptyFolder, PROGRAM, runCommand } from '../../support/cli.ts'
import { run, testWith } from '../../support/tools.ts'

const PASSWORD = 'Correct-Horse-7'
let cwd: string

beforeAll(async () => {
  cwd = emptyFolder()
  await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  writeFileSync(join(cwd, 'password.txt'), PASSWORD)
  const args = ['new', '--upn', 'jane@contoso.com', '--key', 'ec-p256', '--password-file', 'password.txt']
  expect((await runCommand(args, { cwd })).status).toBe(0)
})

describe('certstick rehearse', () => {
  test('signs in with folder and zip, and shows what the server saw', () => {
    const { status, stdout, stderr } = certstick(['rehearse', 'output/jane'], { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain(normalize('output/jane/ESD-USB: signed in as jane@contoso.com'))
    expect(stdout).toContain(normalize('output/jane/jane.zip: signed in as jane@contoso.com'))
    expect(stdout).toContain('X509:<PN>jane@contoso.com')
    expect(stdout).not.toContain(PASSWORD)
  })

  test('says as JSON what it saw', async () => {
    const { stdout } = await runCommand(['rehearse', 'output/jane/jane.zip', '--json'], { cwd })
    const { media } = JSON.parse(stdout)
    expect(media).toHaveLength(1)
    expect(media[0].rehearsals[0].signIn).toMatchObject({
      accepted: true,
      seen: { userPrincipalName: 'jane@contoso.com', issuer: 'CN=certstick Root CA' },
    })
  })

  test('ends with 3 where a stick does not sign in, or is a broken zip', async () => {
    const broken = join(cwd, 'broken', 'ESD-USB')
    cpSync(join(cwd, 'output', 'jane', 'ESD-USB'), broken, { recursive: true })
    rmSync(join(broken, 'Certs', 'jane-cba.pfx'))
    const result = await runCommand(['rehearse', 'broken/ESD-USB'], { cwd })
    expect(result).toMatchObject({ status: 3, stderr: '' })
    expect(result.stdout).toContain('because     Certs/jane-cba.pfx was not found')
    writeFileSync(join(cwd, 'broken', 'x.zip'), 'no zip')
    expect(await runCommand(['rehearse', 'broken/x.zip'], { cwd })).toMatchObject({ status: 3, stderr: '' })
  })

  test('refuses a path without media', async () => {
    expect(await runCommand(['rehearse', 'ca'], { cwd })).toMatchObject({ status: 2, stdout: '' })
  })

  testWith('curl')('--open serves any client on this machine, until it is interrupted', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'rehearse', 'output/jane', '--open'], { cwd })
    try {
      const url = await announced(child.stderr)
      expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/)
      const shown = told(child.stdout)
      const pfx = join(cwd, 'output/jane/ESD-USB/Certs/jane-cba.pfx')
      const curl = ['--silent', '--insecure', '--max-time', '10', '--write-out', '%{http_code}']
      const signedIn = run('curl', [...curl, '--cert-type', 'P12', '--cert', `${pfx}:${PASSWORD}`, url])
      expect(signedIn.stdout).toContain('<h1 class="yes">Signed in as jane@contoso.com</h1>')
      expect(signedIn.stdout).toMatch(/200$/)
      const nobody = run('curl', [...curl, url])
      expect(nobody.stdout).toContain('the client sent no certificate')
      expect(nobody.stdout).toMatch(/403$/)
      const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
      child.kill('SIGINT')
      expect(await ended).toBe('SIGINT')
      expect(shown()).toMatch(
        /signed in as jane@contoso.com[\s\S]*not signed in: the client sent no certificate/,
      )
    } finally {
      child.kill('SIGKILL')
    }
  })
})

/** The address that the server says it listens on. */
function announced(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stderr.on('data', (data) => {
      text += data
      const url = /https:\S+/.exec(text)?.[0]
      if (url !== undefined) resolve(url)
    })
    stderr.once('end', () => reject(new Error(`it ended: ${text}`)))
  })
}

function told(stdout: NodeJS.ReadableStream): () => string {
  let text = ''
  stdout.on('data', (data) => {
    text += data
  })
  return () => text
}
