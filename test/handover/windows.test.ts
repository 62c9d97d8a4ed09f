import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeBatch } from '../../src/handover/quoting.ts'
import { windowsFiles } from '../../src/handover/windows.ts'
import { CERTUTIL, runBatch } from '../support/batch.ts'
import { makeHandover, PASSWORD, textOf } from '../support/handover.ts'

const FOLDER = String.raw`C:\Users\R&D (50%)!^ 'x'\Downloads`

test('imports the root, then the PFX, into the store of the user who runs it', () => {
  const { handover, pfx } = makeHandover()
  const files = windowsFiles(handover, pfx)
  expect([...files.keys()]).toEqual(['STEPS.txt', 'install.cmd', 'jane-cba.pfx', 'rootCA.cer'])
  expect(runBatch(textOf(files, 'install.cmd'), FOLDER).started).toEqual([
    [CERTUTIL, '-user', '-addstore', 'Root', `${FOLDER}\\rootCA.cer`],
    [CERTUTIL, '-user', '-importpfx', `${FOLDER}\\jane-cba.pfx`, 'NoExport,NoRoot'],
  ])
})

describe('ends as certutil does', () => {
  const { handover, pfx } = makeHandover()
  const script = textOf(windowsFiles(handover, pfx), 'install.cmd')
  const IN_PLACE = 'The certificate was imported. Close every window of the browser, then sign in.'

  test('with 0 where both lines did', () => {
    const { shown, exitCode } = runBatch(script, FOLDER, [0, 0])
    expect(exitCode).toBe(0)
    expect(shown).toContain(IN_PLACE)
  })

  // 0x80070056, the password is wrong, as a signed number; certutil's exit code is an HRESULT.
  test.each([1, -2147024810])('with 1 where either line ended with %i', (code) => {
    for (const codes of [[code], [0, code]]) {
      const { started, shown, exitCode } = runBatch(script, FOLDER, codes)
      expect(started).toHaveLength(codes.length)
      expect(exitCode).toBe(1)
      expect(shown.join('\n')).toContain('The import failed')
      expect(shown).not.toContain(IN_PLACE)
    }
  })
})

test('never starts certutil by its bare name, which could be a program in the same folder', () => {
  const { handover, pfx } = makeHandover()
  const files = windowsFiles(handover, pfx)
  for (const name of ['install.cmd', 'STEPS.txt']) {
    expect(textOf(files, name), name).not.toMatch(/^\s*"?certutil\b.* -/m)
    expect(textOf(files, name).match(/%SystemRoot%\\System32\\certutil\.exe"? -user/g), name).toHaveLength(2)
  }
})

test('lets an exportable key stay exportable, by the script and by hand', () => {
  const { handover, pfx } = makeHandover()
  const files = windowsFiles(handover, { ...pfx, exportable: true })
  expect(runBatch(textOf(files, 'install.cmd'), FOLDER).started.at(-1)?.at(-1)).toBe('NoRoot')
  expect(textOf(files, 'STEPS.txt')).not.toContain('NoExport')
})

test('holds no password, in no file but the PFX', () => {
  const { handover, pfx } = makeHandover()
  for (const [path, bytes] of windowsFiles(handover, pfx)) {
    expect(Buffer.from(bytes).includes(PASSWORD.reveal()), path).toBe(false)
  }
})

test('takes every user name that Entra allows to certutil as one word', () => {
  const characters = "abzAZ059'.-_!#^~".split('')
  const { handover, pfx } = makeHandover()
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 64 }), (name) => {
      const files = windowsFiles({ ...handover, userPrincipalName: `${name}@contoso.com` }, pfx)
      expect(runBatch(textOf(files, 'install.cmd'), FOLDER).started[1]?.[3]).toBe(
        `${FOLDER}\\${name}-cba.pfx`,
      )
    }),
  )
})

test('names the PFX plainly where the record of another tool holds a name that is none', () => {
  const { handover, pfx } = makeHandover()
  for (const name of [
    '%PATH%&calc@x.com',
    '../../x@y.com',
    'no at',
    '',
    '"@x.com',
    'ü@x.com',
    '\r\n@x.com',
  ]) {
    const files = windowsFiles({ ...handover, userPrincipalName: name }, pfx)
    expect([...files.keys()]).toContain('user-cba.pfx')
    expect(runBatch(textOf(files, 'install.cmd'), FOLDER).started).toHaveLength(2)
  }
})

test('shows in its steps what a screen would obey', () => {
  const { handover, pfx } = makeHandover()
  const steps = textOf(
    windowsFiles({ ...handover, userPrincipalName: 'a\x1b[2J\r\n\u202eb' }, pfx),
    'STEPS.txt',
  )
  expect(steps).toMatch(/^The sign-in certificate of a\\u001b\[2J\\u000d\\u000a\\u202eb\r\n/)
})

test('a batch file gets any printable text between its quotes, and refuses the rest', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      if (text.includes('"')) expect(() => escapeBatch(text)).toThrow(RangeError)
      else
        expect(runBatch(`certutil "${escapeBatch(text)}x"\r\n`, FOLDER).started).toEqual([
          ['certutil', `${text}x`],
        ])
    }),
  )
  for (const text of ['a\nb', 'a\rb', 'ä', '\0']) expect(() => escapeBatch(text)).toThrow(RangeError)
})

test('says what a modern PFX needs', () => {
  const { handover, pfx } = makeHandover({ format: 'modern' })
  expect(textOf(windowsFiles(handover, pfx), 'STEPS.txt')).toContain('Windows 10 1809')
})
