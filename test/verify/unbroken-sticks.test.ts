import { describe, expect, test } from 'vitest'
import { verifyMedia } from '../../src/verify/verify.ts'
import { made, receipt, root } from '../support/broken-sticks.ts'
import { makeMedium, verifyFiles } from '../support/media.ts'
import { NOW } from '../support/world.ts'

describe('an unbroken stick has no findings', async () => {
  test.each(['entra-join', 'minimal'])('from %s', async (template) => {
    const medium = makeMedium(root, { template })
    expect((await verifyFiles(medium.files, { receipt: medium.receipt, alone: true })).findings).toEqual([])
    expect((await verifyFiles(medium.files)).findings).toEqual([])
  })

  test.each(['legacy', 'modern'])('with a %s PFX', async (pfx) => {
    expect((await verifyFiles(makeMedium(root, { pfx }).files)).findings).toEqual([])
  })

  test('for a name that PowerShell would read otherwise', async () => {
    const medium = makeMedium(root, { upn: "o'brien.zoe#1@contoso.com" })
    expect((await verifyFiles(medium.files)).findings).toEqual([])
  })

  test('spelled in any case, as FAT may give it back', async () => {
    const files = new Map([...made.files].map(([path, bytes]) => [path.toUpperCase(), bytes]))
    expect((await verifyFiles(files, { receipt, alone: true })).findings).toEqual([])
  })

  test('with Windows beside it', async () => {
    const windows = [
      'setup.exe',
      'bootmgr',
      'sources/install.wim',
      'sources/boot.wim',
      'efi/boot/bootx64.efi',
    ]
    const files = new Map([...made.files, ...windows.map((path) => [path, Buffer.from('MZ')] as const)])
    expect((await verifyFiles(files, { receipt })).findings).toEqual([])
  })
})

test('the facts are the medium’s own', async () => {
  expect((await verifyFiles(made.files)).facts).toEqual({
    userPrincipalName: 'jane@yourdomain.com',
    device: 'LAPTOP-01',
    thumbprint: receipt.thumbprint,
    serialNumber: receipt.serialNumber,
    notAfter: new Date(receipt.notAfter),
    daysLeft: 364,
    record: null,
  })
})

test('any change of any file is found, and none brings verify to fall', async () => {
  for (const [path, bytes] of made.files) {
    for (let at = 0; at < bytes.length; at += Math.max(1, bytes.length >> 4)) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x20
      const files = new Map(made.files).set(path, changed)
      await verifyFiles(files)
      const { findings } = await verifyFiles(files, { receipt, alone: true })
      expect(
        findings.some(({ code }) => code === 'file-changed'),
        `${path} at ${at}`,
      ).toBe(true)
    }
  }
})

test('a medium with nothing on it has findings, not an end', async () => {
  const expected = { receipt: null, alone: false, records: null, signsIn: true, now: NOW, warnDays: 30 }
  const { facts, findings } = await verifyMedia({ paths: [], files: new Map(), unread: [] }, expected)
  expect(facts).toBeNull()
  expect(findings.map(({ code }) => code)).toEqual(['answer-file-missing', 'root-missing'])
})

test('what could not be read is reported: as an error if it is needed, else as a warning', async () => {
  const expected = { receipt: null, alone: false, records: null, signsIn: true, now: NOW, warnDays: 30 }
  const { files } = made
  const unread = [{ path: 'x', why: 'cannot be read' }]
  const linked = await verifyMedia({ paths: [...files.keys()], files, unread }, expected)
  expect(linked.findings).toMatchObject([{ code: 'not-looked-at', severity: 'warning', subject: 'x' }])
  const large = new Map([...files].filter(([path]) => path !== 'Certs/rootCA.cer'))
  const { findings } = await verifyMedia({ paths: [...files.keys()], files: large, unread: [] }, expected)
  expect(findings).toMatchObject([{ code: 'file-too-large', severity: 'error', subject: 'Certs/rootCA.cer' }])
})
