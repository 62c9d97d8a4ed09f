import {
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectCrl } from '../../../src/authority/crl-reader.ts'
import { REVOCATION_REASONS } from '../../../src/inventory/reasons.ts'
import { encodePem } from '../../../src/x509/pem.ts'
import { makeAuthority } from '../../support/authority.ts'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { writeFiles } from '../../support/folders.ts'
import { crl } from '../../support/inventory.ts'
import { testWithLinks } from '../../support/links.ts'
import { makeOpensslRoot } from '../../support/roots.ts'
import { mountSmallDisk, testWithSmallDisk } from '../../support/small-disk.ts'
import { run, testWith } from '../../support/tools.ts'

const numberIn = (folder: string) => Number(inspectCrl(readFileSync(join(folder, 'rootCA.crl'))).crlNumber)

describe('a revoked certificate', () => {
  testWith('openssl', 'certtool')('is refused by openssl and GnuTLS once the CRL is there', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    const [jane, zoe] = [await issueTo('jane@contoso.com', 'LAPTOP-01'), await issueTo('zoe@contoso.com')]
    const leaves = writeFiles({ jane: jane.pem, zoe: zoe.pem })
    expect(certstick(['crl'], { cwd }).status).toBe(0)
    const [root, crl] = [join(folder, 'rootCA.crt'), join(folder, 'rootCA.crl.pem')]
    const openssl = (leaf: string) =>
      run('openssl', ['verify', '-x509_strict', '-crl_check', '-CAfile', root, '-CRLfile', crl, leaf])
    expect(openssl(leaves.jane).stdout).toContain('OK')
    expect(certstick(['revoke', 'LAPTOP-01', '--reason', 'keyCompromise'], { cwd }).status).toBe(0)
    expect(openssl(leaves.jane).stdout).toContain('OK') // the old list does not know yet
    expect(certstick(['crl'], { cwd }).status).toBe(0)
    expect(openssl(leaves.jane).stderr).toContain('certificate revoked')
    expect(openssl(leaves.zoe).stdout).toContain('OK')
    const check = ['crl', '-in', join(folder, 'rootCA.crl'), '-inform', 'DER', '-CAfile', root, '-noout']
    expect(run('openssl', [...check, '-verify']).stderr).toContain('verify OK')
    const text = run('openssl', ['crl', '-in', crl, '-noout', '-text']).stdout
    expect(text).toMatch(/CRL Number:\s+2/)
    expect(text).toMatch(/Reason Code:\s+Key Compromise/)
    const certtool = ['--verify-crl', '--load-ca-certificate', root, '--infile', crl]
    expect(run('certtool', certtool).stdout).toContain('Verified')
    const info = run('certtool', ['--crl-info', '--infile', crl]).stdout
    expect(info).toContain(`Serial Number (hex): ${jane.serialNumber}`)
    expect(info).not.toContain(zoe.serialNumber)
  })

  testWith('openssl')('on hold is refused, and taken again after it was lifted', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    const { jane } = writeFiles({ jane: (await issueTo('jane@contoso.com')).pem })
    const isTakenAfter = async (reason: string) => {
      expect((await runCommand(['revoke', 'jane@contoso.com', '--reason', reason], { cwd })).status).toBe(0)
      expect((await runCommand(['crl'], { cwd })).status).toBe(0)
      const files = ['-CAfile', join(folder, 'rootCA.crt'), '-CRLfile', join(folder, 'rootCA.crl.pem')]
      return run('openssl', ['verify', '-crl_check', ...files, jane]).status === 0
    }
    expect(await isTakenAfter('certificateHold')).toBe(false)
    expect(await isTakenAfter('removeFromCRL')).toBe(true)
  })

  testWith('openssl')('carries any reason of RFC 5280 into the list', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    for (const reason of Object.keys(REVOCATION_REASONS)) {
      const { serialNumber } = await issueTo(`${reason}@contoso.com`)
      expect((await runCommand(['revoke', serialNumber, '--reason', reason], { cwd })).status).toBe(0)
    }
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    const text = run('openssl', ['crl', '-in', join(folder, 'rootCA.crl'), '-noout', '-text']).stdout
    const shown = [...text.matchAll(/Reason Code: *\n *(.*)/g)].map(([, name]) => name)
    expect(shown).toHaveLength(Object.keys(REVOCATION_REASONS).length - 1) // unspecified is left out, §5.3.1
    expect(new Set(shown).size).toBe(shown.length)
  })
})

describe('the number of a CRL', () => {
  test('is of no recorded list where the list cannot be written, and the next one is above it', async () => {
    const { cwd, folder, issueTo, inventory } = await makeAuthority()
    const { serialNumber } = await issueTo('jane@contoso.com')
    expect((await runCommand(['revoke', serialNumber, '--reason', 'keyCompromise'], { cwd })).status).toBe(0)
    const blocked = join(cwd, 'blocked')
    mkdirSync(join(blocked, 'rootCA.crl.pem'), { recursive: true })
    const { status, stderr } = await runCommand(['crl', '--output', blocked], { cwd })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `error: ${normalize('blocked/rootCA.crl.pem')} cannot be written: it is a folder\n`,
    })
    expect(readdirSync(blocked)).toEqual(['rootCA.crl.pem'])
    expect(inventory.lastCrl()).toBeNull()
    expect((await runCommand(['list'], { cwd })).stderr).toContain('crl-missing')
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    expect(numberIn(folder)).toBe(2)
    expect(inventory.lastCrl()?.crlNumber).toBe('2')
  })

  test('is not spent where the folder cannot be written to, which is said with the other problems', async () => {
    const { cwd, inventory } = await makeAuthority()
    writeFileSync(join(cwd, 'web'), '')
    const { status, stderr } = await runCommand(['crl', '--output', 'web/pki', '--days', '0'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('--output: web is a file, not a folder')
    expect(stderr).toContain('--days: 0 is not a number of days')
    expect(inventory.lastCrl()).toBeNull()
  })

  testWithSmallDisk('is not spent where the disk is read-only', async () => {
    const { cwd, inventory } = await makeAuthority()
    mountSmallDisk(join(cwd, 'web'), 'size=64k').change('ro')
    const { status, stderr } = await runCommand(['crl', '--output', 'web'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('--output: cannot write to web: the disk is read-only')
    expect(inventory.lastCrl()).toBeNull()
  })

  test('is above that of the list in place, also where the inventory came from a backup', async () => {
    const { cwd, folder } = await makeAuthority()
    const [path, copy] = [join(folder, 'inventory.db'), join(cwd, 'copy.db')]
    expect((await runCommand(['ca', 'backup', 'copy.db'], { cwd })).status).toBe(0)
    for (const _ of [1, 2, 3]) expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    copyFileSync(copy, path)
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    expect(numberIn(folder)).toBe(4)
  })

  test('is not given to a list that forgets a hold of the one in place, unless it was lifted', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    const { serialNumber } = await issueTo('zoe@contoso.com')
    const path = join(folder, 'inventory.db')
    const before = readFileSync(path)
    const revoke = async (reason: string) =>
      expect((await runCommand(['revoke', serialNumber, '--reason', reason], { cwd })).status).toBe(0)
    await revoke('certificateHold')
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    const [held, published] = [readFileSync(path), readFileSync(join(folder, 'rootCA.crl'))]
    writeFileSync(path, before)
    const { status, stderr } = await runCommand(['crl'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain(`the first is ${serialNumber}`)
    writeFileSync(path, held)
    await revoke('removeFromCRL')
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    writeFileSync(join(folder, 'rootCA.crl'), published) // an older list, as in a folder that was not used since
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
  })

  test('is not given to a list that forgets a revocation, though an earlier hold was lifted', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    const { serialNumber } = await issueTo('zoe@contoso.com')
    const path = join(folder, 'inventory.db')
    const revoke = async (reason: string) =>
      expect((await runCommand(['revoke', serialNumber, '--reason', reason], { cwd })).status).toBe(0)
    for (const reason of ['certificateHold', 'removeFromCRL']) await revoke(reason)
    const before = readFileSync(path)
    await revoke('keyCompromise')
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    writeFileSync(path, before)
    const { status, stderr } = await runCommand(['crl'], { cwd })
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(serialNumber) })
  })

  test('is not given to a list that forgets what the one in place revokes', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    const jane = await issueTo('jane@contoso.com')
    const path = join(folder, 'inventory.db')
    const before = readFileSync(path)
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    const reason = ['--reason', 'keyCompromise']
    expect((await runCommand(['revoke', jane.serialNumber, ...reason], { cwd })).status).toBe(0)
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    const published = readFileSync(join(folder, 'rootCA.crl'))
    writeFileSync(path, before)
    for (const _ of [1, 2]) {
      const { status, stderr } = await runCommand(['crl'], { cwd })
      expect(status).toBe(2)
      expect(stderr).toContain(
        `revokes 1 certificate that the certificate inventory does not (the first is ${jane.serialNumber})`,
      )
    }
    // Numbers that are spent elsewhere until they reach that of the list in place change nothing.
    for (const _ of [1, 2, 3]) {
      expect((await runCommand(['crl', '--output', 'elsewhere'], { cwd })).status).toBe(0)
      rmSync(join(cwd, 'elsewhere'), { recursive: true })
    }
    expect((await runCommand(['crl'], { cwd })).status).toBe(2)
    expect(readFileSync(join(folder, 'rootCA.crl')).equals(published)).toBe(true)
  })
})

describe('certstick crl', () => {
  test('says until when, what happens then, and what it does not do', async () => {
    const crlUrl = 'http://pki.contoso.com/rootCA.crl'
    const { cwd, issueTo } = await makeAuthority({ crlUrl })
    await issueTo('jane@contoso.com')
    expect((await runCommand(['revoke', 'jane@contoso.com', '--reason', 'superseded'], { cwd })).status).toBe(
      0,
    )
    const { status, stdout, stderr } = await runCommand(['crl', '--days', '14'], { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const end = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10)
    expect(stdout).toMatch(new RegExp(`ends +${end} at \\d\\d:\\d\\d UTC, in 14 days`))
    expect(stdout).toContain(crlUrl)
    expect(stdout.replaceAll('\n', ' ')).toContain('Entra ID will refuse every sign-in of this CA')
    expect(stdout).toContain('/users/USER  {"accountEnabled":false}')
    expect(stdout).toContain('/users/USER/revokeSignInSessions')
  })

  test('that revokes nobody speaks of no user, and without a URL of no sign-in that it could stop', async () => {
    const { cwd } = await makeAuthority()
    const { stdout } = await runCommand(['crl'], { cwd })
    expect(stdout).toContain('it lists 0 certificates')
    expect(stdout).not.toContain('/users/')
    expect(stdout).not.toContain('refuse every sign-in')
  })

  test('ends with the root, and then says the days that are left, not those that were asked for', async () => {
    const { cwd } = await makeAuthority()
    const { stdout, stderr } = await runCommand(['crl', '--days', '36000'], { cwd })
    expect(stderr).toContain('note: the CRL ends with the root certificate')
    const [, day = '', days = ''] = /ends +(\S+) at .* UTC, in (\d+) days/.exec(stdout) ?? []
    const left = (Date.parse(day) - Date.now()) / 86_400_000
    expect(Math.abs(Number(days) - left)).toBeLessThan(2)
  })

  test('writes where it is told, for a web server to read, and as JSON what it made', async () => {
    const { cwd, folder } = await makeAuthority()
    const { stdout } = await runCommand(['crl', '--output', 'web/pki', '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({
      crlNumber: '1',
      entries: 0,
      der: normalize('web/pki/rootCA.crl'),
      days: 30,
    })
    const path = join(cwd, 'web', 'pki', 'rootCA.crl')
    expect(readFileSync(`${path}.pem`, 'utf8')).toBe(encodePem('X509 CRL', readFileSync(path)))
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o044).toBe(0o044)
    expect(() => statSync(join(folder, 'rootCA.crl'))).toThrow()
  })

  test('warns where the clock is behind the last list', async () => {
    const { cwd, inventory } = await makeAuthority()
    await inventory.write(crl(1, '2999-01-01T00:00:00Z', '2999-01-31T00:00:00Z'))
    const { status, stderr } = await runCommand(['crl'], { cwd })
    expect(status).toBe(0)
    expect(stderr).toContain(
      "valid from 2999-01-01T00:00:00Z, which is later than now; check this machine's clock",
    )
    expect((await runCommand(['crl'], { cwd })).stderr).not.toContain('clock')
  })

  test('never replaces the list of another CA, or what is no list', async () => {
    const [one, other] = [await makeAuthority(), await makeAuthority()]
    expect((await runCommand(['crl', '--output', 'web'], { cwd: one.cwd })).status).toBe(0)
    const web = join(one.cwd, 'web')
    const replacing = await runCommand(['crl', '--output', web], { cwd: other.cwd })
    expect(replacing.stderr).toContain('another CA') // of the same name: the key tells them apart
    expect(replacing.status).toBe(2)
    writeFileSync(join(web, 'rootCA.crl'), 'call Zoë')
    expect((await runCommand(['crl', '--output', web], { cwd: one.cwd })).stderr).toContain('is not a CRL')
    expect(readFileSync(join(web, 'rootCA.crl'), 'utf8')).toBe('call Zoë')
    expect(one.inventory.lastCrl()?.crlNumber).toBe('1')
  })

  testWith('openssl')('is not signed by a root that may sign none', async () => {
    const { certificate, privateKey } = makeOpensslRoot(
      '-subj',
      '/CN=R',
      '-addext',
      'keyUsage=critical,keyCertSign',
    )
    const cwd = emptyFolder()
    mkdirSync(join(cwd, 'ca'))
    writeFileSync(join(cwd, 'ca', 'rootCA.crt'), encodePem('CERTIFICATE', certificate))
    writeFileSync(join(cwd, 'ca', 'rootCA.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { status, stderr } = await runCommand(['crl'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('cRLSign')
  })

  test('takes no root that is not there, and no days that are none', async () => {
    expect((await runCommand(['crl'], { cwd: emptyFolder() })).status).toBe(2)
    const { cwd, inventory } = await makeAuthority()
    for (const days of ['0', '-1', 'x', '1.5', '40000']) {
      const { status, stderr } = await runCommand(['crl', '--days', days], { cwd })
      expect({ days, status }).toEqual({ days, status: 2 })
      expect(stderr).toContain('--days')
    }
    expect(inventory.lastCrlNumber()).toBe(0n)
  })
})

describe('a CRL that was forgotten', () => {
  test('is spoken of by list and ca show', async () => {
    const { cwd, inventory, issueTo } = await makeAuthority()
    const { serialNumber } = await issueTo('jane@contoso.com')
    await inventory.write(crl(5, '2026-01-01T00:00:00Z', '2026-01-31T00:00:00Z'))
    await inventory.write((writer) => writer.revoke(serialNumber, { reason: 'keyCompromise' }))
    const list = await runCommand(['list'], { cwd })
    expect(list.status).toBe(0)
    for (const code of ['crl-expired', 'crl-behind']) expect(list.stderr).toContain(code)
    const show = JSON.parse((await runCommand(['ca', 'show', '--json'], { cwd })).stdout)
    expect(show.findings.map(({ code }: { code: string }) => code)).toEqual([
      ...['crl-expired', 'crl-behind', 'crl-not-recorded'],
    ])
    expect(show.lastCrl.crlNumber).toBe('5')
  })
})

describe('ca create --crl-url', () => {
  testWith('openssl')('puts the distribution point into certificates, where openssl finds it', async () => {
    const cwd = emptyFolder()
    const url = 'http://pki.contoso.com/crl/root%20CA.crl'
    expect(
      (await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes', '--crl-url', url], { cwd })).status,
    ).toBe(0)
    const env = { CERTSTICK_PFX_PASSWORD: 'correct horse' }
    const made = await runCommand(['new', '--upn', 'jane@contoso.com', '--key', 'ec-p256'], { cwd, env })
    expect(made.status).toBe(0)
    const pfx = join(cwd, 'output', 'jane', 'ESD-USB', 'Certs', 'jane-cba.pfx')
    const open = ['pkcs12', '-in', pfx, '-passin', 'pass:correct horse', '-nokeys', '-clcerts']
    const text = run('openssl', ['x509', '-noout', '-text'], run('openssl', open).stdout).stdout
    expect(text).toMatch(
      /CRL Distribution Points:\s+Full Name:\s+URI:http:\/\/pki\.contoso\.com\/crl\/root%20CA\.crl\n/,
    )
    expect((await runCommand(['crl'], { cwd })).stdout).toContain(url)
  })

  test('must have the scheme that Entra ID accepts: http', async () => {
    const cwd = emptyFolder()
    for (const url of [
      'https://pki.contoso.com/a.crl',
      'ldap://x/y',
      'pki.contoso.com/a.crl',
      'http://a b/c',
    ]) {
      const { status, stderr } = await runCommand(['ca', 'create', '--yes', '--crl-url', url], { cwd })
      expect({ url, status }).toEqual({ url, status: 2 })
      expect(stderr).toContain('--crl-url')
    }
  })
})

describe('--copy-to', () => {
  const URL = 'http://pki.contoso.com/pki/contoso.crl'

  async function desk() {
    const { cwd, folder, issueTo, inventory } = await makeAuthority()
    await issueTo('jane@contoso.com')
    expect((await runCommand(['ca', 'set', '--crl-url', URL], { cwd })).status).toBe(0)
    const web = join(cwd, 'web')
    mkdirSync(web)
    return { cwd, folder, web, inventory }
  }

  test('puts the list where the web server has it, under the name that the URL ends in', async () => {
    const { cwd, folder, web } = await desk()
    const { status, stdout } = await runCommand(['crl', '--copy-to', 'web'], { cwd })
    expect(status).toBe(0)
    expect(readdirSync(web)).toEqual(['contoso.crl'])
    expect(readFileSync(join(web, 'contoso.crl'))).toEqual(readFileSync(join(folder, 'rootCA.crl')))
    expect(stdout).toContain(normalize('web/contoso.crl'))
    expect(stdout).toContain(`certstick crl --yes --ca ${folder} --copy-to ${web} --days 30`)
    const again = await runCommand(['crl', '--copy-to', 'web', '--json'], { cwd })
    expect(JSON.parse(again.stdout)).toMatchObject({ crlNumber: '2', copy: normalize('web/contoso.crl') })
    expect(numberIn(folder)).toBe(2)
    expect(readFileSync(join(web, 'contoso.crl'))).toEqual(readFileSync(join(folder, 'rootCA.crl')))
  })

  test('replaces no list that is newer than a whole CA folder from a backup', async () => {
    const { cwd, folder, web } = await desk()
    const backup = join(cwd, 'backup')
    cpSync(folder, backup, { recursive: true })
    const copy = ['crl', '--copy-to', 'web']
    expect((await runCommand(copy, { cwd })).status).toBe(0)
    const reason = ['--reason', 'keyCompromise']
    expect((await runCommand(['revoke', 'jane@contoso.com', ...reason], { cwd })).status).toBe(0)
    expect((await runCommand(copy, { cwd })).status).toBe(0)
    const path = join(web, 'contoso.crl')
    const published = readFileSync(path)
    rmSync(folder, { recursive: true })
    cpSync(backup, folder, { recursive: true })
    const refused = await runCommand(copy, { cwd })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('revokes 1 certificate that the certificate inventory does not')
    expect(readFileSync(path).equals(published)).toBe(true)
    expect((await runCommand(['ca', 'import', path], { cwd })).status).toBe(0)
    expect((await runCommand(copy, { cwd })).status).toBe(0)
    expect(inspectCrl(readFileSync(path)).crlNumber).toBe(3n)
  })

  testWithLinks('replaces what a link leads to, which the web server has', async () => {
    const { cwd, folder, web } = await desk()
    expect((await runCommand(['crl', '--copy-to', 'web'], { cwd })).status).toBe(0)
    const links = [join(folder, 'rootCA.crl'), join(web, 'contoso.crl')]
    for (const [index, link] of links.entries()) {
      renameSync(link, join(cwd, `${index}.crl`))
      symlinkSync(join(cwd, `${index}.crl`), link)
    }
    expect((await runCommand(['crl', '--copy-to', 'web'], { cwd })).status).toBe(0)
    for (const [index, link] of links.entries()) {
      expect(lstatSync(link).isSymbolicLink()).toBe(true)
      expect(inspectCrl(readFileSync(join(cwd, `${index}.crl`))).crlNumber).toBe(2n)
    }
  })

  test('leaves nothing of a killed run beside the copy', async () => {
    const { cwd, web } = await desk()
    writeFileSync(join(web, '.contoso.crl.99999999'), 'half a li')
    expect((await runCommand(['crl', '--copy-to', 'web'], { cwd })).status).toBe(0)
    expect(readdirSync(web)).toEqual(['contoso.crl'])
  })

  test('records no list that could not be copied, and the next run replaces it', async () => {
    const { cwd, folder, web, inventory } = await desk()
    const blocked = join(web, `.contoso.crl.${process.pid}`, 'file') // in the place of the temporary file
    mkdirSync(blocked, { recursive: true })
    const refused = await runCommand(['crl', '--copy-to', 'web'], { cwd })
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('contoso.crl cannot be written')
    expect(inventory.lastCrl()).toBeNull()
    rmSync(dirname(blocked), { recursive: true })
    expect((await runCommand(['crl', '--copy-to', 'web'], { cwd })).status).toBe(0)
    expect(readFileSync(join(web, 'contoso.crl'))).toEqual(readFileSync(join(folder, 'rootCA.crl')))
  })

  test('signs nothing where the folder is not there or holds something else', async () => {
    const { cwd, folder, web } = await desk()
    const absent = await runCommand(['crl', '--copy-to', 'share'], { cwd })
    expect(absent).toMatchObject({ status: 2 })
    expect(absent.stderr).toContain('share does not exist')
    writeFileSync(join(web, 'contoso.crl'), 'a page of somebody')
    const other = await runCommand(['crl', '--copy-to', 'web'], { cwd })
    expect(other).toMatchObject({ status: 2 })
    expect(other.stderr).toContain('is not a CRL')
    const { folder: ofOther, cwd: desk2 } = await makeAuthority()
    expect((await runCommand(['crl'], { cwd: desk2 })).status).toBe(0)
    copyFileSync(join(ofOther, 'rootCA.crl'), join(web, 'contoso.crl'))
    const foreign = await runCommand(['crl', '--copy-to', 'web'], { cwd })
    expect(foreign.stderr).toContain('is the CRL of another CA')
    expect(readdirSync(folder)).not.toContain('rootCA.crl')
    expect(readFileSync(join(web, 'contoso.crl'))).toEqual(readFileSync(join(ofOther, 'rootCA.crl')))
  })
})
