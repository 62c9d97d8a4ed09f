import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { macosFiles } from '../../src/handover/macos.ts'
import { renderPlist } from '../../src/handover/plist.ts'
import { quoteShell } from '../../src/handover/quoting.ts'
import { uuidOf } from '../../src/handover/uuid.ts'
import { Secret } from '../../src/secret.ts'
import { thumbprint } from '../../src/x509/identifiers.ts'
import { temporaryFolder, writeFiles } from '../support/folders.ts'
import { makeHandover, PASSWORD, textOf } from '../support/handover.ts'
import { run, testWith } from '../support/tools.ts'

const PROFILE = 'jane-cba.mobileconfig'

/** Reads a property list with Python's own reader and says it as JSON, bytes as base64. */
const PLIST_TO_JSON = [
  'import plistlib, json, sys, base64',
  'def plain(o): return base64.b64encode(o).decode() if isinstance(o, bytes) else str(o)',
  'print(json.dumps(plistlib.load(open(sys.argv[1], "rb")), default=plain))',
].join('\n')

describe('the script', () => {
  testWith('sh')('hands security(1) whole words, from any folder and for any user', () => {
    const folder = join(temporaryFolder(), `R&D $(touch x) 'q' "d"`)
    const { handover, pfx } = makeHandover({
      userPrincipalName: "o'brien.zoe#1!$^~@contoso.com".replace('$', ''),
    })
    const files = macosFiles(handover, pfx, null)
    mkdirSync(folder)
    writeFileSync(join(folder, 'install.sh'), textOf(files, 'install.sh'))
    // A stand-in for macOS' program, which writes down what it was given.
    writeFileSync(
      join(folder, 'security'),
      '#!/bin/sh\nfor a in "$@"; do printf "%s\\n" "$a"; done >> "$LOG"\n',
    )
    chmodSync(join(folder, 'security'), 0o700)
    const log = join(folder, 'log')
    const environment = [`HOME=/Users/o'b`, `LOG=${log}`, `PATH=${folder}:${process.env['PATH']}`]
    const result = run('env', [...environment, 'sh', join(folder, 'install.sh')])
    expect(result).toMatchObject({ status: 0, stderr: '' })
    const keychain = "/Users/o'b/Library/Keychains/login.keychain-db"
    expect(readFileSync(log, 'utf8').trimEnd().split('\n')).toEqual([
      ...['import', join(folder, "o'brien.zoe#1!^~-cba.pfx"), '-k', keychain, '-x'],
      ...['add-trusted-cert', '-r', 'trustRoot', '-k', keychain, join(folder, 'rootCA.cer')],
    ])
  })

  testWith('shellcheck')('has nothing that shellcheck would warn of', () => {
    const { handover, pfx } = makeHandover({ format: 'modern', userPrincipalName: "o'b@contoso.com" })
    const { script } = writeFiles({ script: textOf(macosFiles(handover, pfx, null), 'install.sh') })
    expect(run('shellcheck', ['--shell=sh', '--severity=style', script])).toMatchObject({
      status: 0,
      stdout: '',
    })
  })

  testWith('python3')('with --auto-select, the profile ties Entra’s hosts to the identity in it', () => {
    const { handover, pfx } = makeHandover()
    const files = macosFiles(handover, { ...pfx, autoSelect: true }, null)
    const { profile } = writeFiles({ profile: textOf(files, PROFILE) })
    const { PayloadContent: payloads } = JSON.parse(run('python3', ['-c', PLIST_TO_JSON, profile]).stdout)
    const [, identity, ...preferences] = payloads
    expect(
      preferences.map(({ PayloadType: type, Name: name }: Record<string, string>) => [type, name]),
    ).toEqual(
      ['com', 'us'].flatMap((end) =>
        [`https://certauth.login.microsoftonline.${end}/`, `*.certauth.login.microsoftonline.${end}`].map(
          (name) => ['com.apple.security.identitypreference', name],
        ),
      ),
    )
    for (const { PayloadCertificateUUID: uuid } of preferences) expect(uuid).toBe(identity.PayloadUUID)
    const uuids = payloads.map(({ PayloadUUID: uuid }: Record<string, string>) => uuid)
    expect(new Set(uuids).size).toBe(payloads.length)
    expect(textOf(macosFiles(handover, pfx, null), PROFILE)).not.toContain('identitypreference')
  })

  test('leaves an exportable key exportable', () => {
    const { handover, pfx } = makeHandover()
    const script = textOf(macosFiles(handover, { ...pfx, exportable: true }, null), 'install.sh')
    expect(script).toContain('-k "$keychain"\n')
  })

  testWith('sh')('any text quoted for the shell is one word there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\0') && text.isWellFormed())
        expect(run('sh', ['-c', `printf %s ${quoteShell(text)}`]).stdout).toBe(text)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the profile', () => {
  testWith('python3')('brings the root and the identity, and asks for the password', () => {
    const { handover, pfx } = makeHandover()
    const { profile } = writeFiles({ profile: textOf(macosFiles(handover, pfx, null), PROFILE) })
    const read = JSON.parse(run('python3', ['-c', PLIST_TO_JSON, profile]).stdout)
    expect(read).toEqual({
      PayloadType: 'Configuration',
      PayloadVersion: 1,
      PayloadIdentifier: `certstick.${thumbprint(handover.certificate).toLowerCase()}`,
      PayloadUUID: uuidOf('profile', handover.certificate),
      PayloadDisplayName: 'Certificate sign-in for jane@yourdomain.com',
      PayloadDescription: expect.stringContaining('jane@yourdomain.com'),
      PayloadScope: 'User',
      PayloadRemovalDisallowed: false,
      PayloadContent: [
        {
          PayloadType: 'com.apple.security.root',
          PayloadVersion: 1,
          PayloadIdentifier: expect.stringMatching(/^certstick\./),
          PayloadUUID: uuidOf('root', handover.root),
          PayloadDisplayName: 'O=Größe & Söhne, CN=Contoso Root CA',
          PayloadCertificateFileName: 'rootCA.cer',
          PayloadContent: Buffer.from(handover.root).toString('base64'),
        },
        {
          PayloadType: 'com.apple.security.pkcs12',
          PayloadVersion: 1,
          PayloadIdentifier: expect.stringMatching(/^certstick\./),
          PayloadUUID: uuidOf('identity', handover.certificate),
          PayloadDisplayName: 'Sign-in certificate of jane@yourdomain.com',
          PayloadCertificateFileName: 'jane-cba.pfx',
          PayloadContent: Buffer.from(pfx.bytes).toString('base64'),
          AllowAllAppsAccess: false,
          KeyIsExtractable: false,
        },
      ],
    })
  })

  testWith('plistutil', 'xmllint')('is a property list to other readers too', () => {
    const { handover, pfx } = makeHandover()
    const { profile } = writeFiles({ profile: textOf(macosFiles(handover, pfx, PASSWORD), PROFILE) })
    expect(run('plistutil', ['-i', profile, '-f', 'xml']).stdout).toContain('com.apple.security.pkcs12')
    expect(run('xmllint', ['--nonet', '--noout', profile])).toMatchObject({ status: 0, stderr: '' })
  })

  testWith('python3')('holds the password exactly, but only when told to', () => {
    const { handover, pfx } = makeHandover()
    for (const password of [PASSWORD, new Secret(' Größe ]]> \r\n\t & 𝄞 ')]) {
      const files = macosFiles(handover, pfx, password)
      const { profile } = writeFiles({ profile: textOf(files, PROFILE) })
      const read = JSON.parse(run('python3', ['-c', PLIST_TO_JSON, profile]).stdout)
      expect(read.PayloadContent[1].Password).toBe(password.reveal())
      expect(textOf(files, 'STEPS.txt')).toContain('in clear text')
    }
    for (const [path, bytes] of macosFiles(handover, pfx, null)) {
      expect(Buffer.from(bytes).includes(PASSWORD.reveal()), path).toBe(false)
      expect(Buffer.from(bytes).includes('&lt;battery&gt;'), path).toBe(false)
    }
  })

  test('is the same for the same certificate, so that macOS replaces it, and another for another', () => {
    const { handover, pfx } = makeHandover()
    const profile = textOf(macosFiles(handover, pfx, null), PROFILE)
    expect(textOf(macosFiles(handover, pfx, null), PROFILE)).toBe(profile)
    const uuids = ['root', 'identity', 'profile'].map((purpose) => uuidOf(purpose, handover.certificate))
    expect(new Set([...uuids, uuidOf('profile', handover.root)]).size).toBe(4)
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/) // RFC 9562 §5.8
    }
  })

  test('refuses a password that XML cannot hold', () => {
    const { handover, pfx } = makeHandover()
    expect(() => macosFiles(handover, pfx, new Secret('a\u0001b'))).toThrow('a profile cannot contain')
    expect(() => renderPlist('\ud800')).toThrow(RangeError)
  })
})
