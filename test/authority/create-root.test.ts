import fs, { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { createRoot, openRoot, planRoot, ROOT_DEFAULTS } from '../../src/authority/authority.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { Secret } from '../../src/secret.ts'
import { temporaryFolder } from '../support/folders.ts'
import { SURROUNDINGS } from '../support/inventory.ts'
import { expectMode } from '../support/modes.ts'
import { run, testWith } from '../support/tools.ts'

const NOW = new Date('2026-03-01T10:00:00.500Z')
const random = (size: number) => new Uint8Array(size).fill(0x5a)
const CHOICE = { commonName: 'Root', organization: 'Größe & Söhne', keyAlgorithm: 'ec-p256' } as const
const SETTINGS = { crlUrl: 'http://pki.contoso.com/rootCA.crl', random }

test('a root is planned for ten years, from a day ago, in whole seconds', () => {
  const plan = planRoot(ROOT_DEFAULTS, NOW, random)
  expect(plan).toMatchObject({ keyAlgorithm: 'rsa-4096', organization: null })
  expect(plan.notBefore.toISOString()).toBe('2026-02-28T10:00:00.000Z')
  expect(plan.notAfter.toISOString()).toBe('2036-02-28T10:00:00.000Z')
})

testWith('openssl')('openssl opens what was created, with the passphrase or without', async () => {
  const passphrase = new Secret('Geheimnis $x "ü"')
  for (const given of [null, passphrase]) {
    const folder = join(temporaryFolder(), 'a', 'ca')
    const root = await createRoot(planRoot(CHOICE, NOW, random), given)
    const store = await AuthorityStore.create(folder, root, SETTINGS)
    expect(root.privateKey).toContain(given === null ? 'BEGIN PRIVATE KEY' : 'BEGIN ENCRYPTED PRIVATE KEY')
    const key = ['-in', join(folder, 'rootCA.key'), '-passin', `pass:${passphrase.reveal()}`]
    expect(run('openssl', ['pkey', ...key, '-noout', '-check']).stdout).toContain('valid')
    const verified = run('openssl', [
      'x509',
      '-in',
      join(folder, 'rootCA.crt'),
      '-noout',
      '-subject',
      '-nameopt',
      'utf8',
    ])
    expect(verified.stdout).toContain('Größe & Söhne')
    const opened = await store?.openAuthority(given, NOW)
    expect(opened?.privateKey.equals(root.authority.privateKey)).toBe(true)
    expect(await store?.readSettings()).toEqual({ crlUrl: SETTINGS.crlUrl, inventoryId: '5a'.repeat(16) })
  }
})

test('a passphrase that would never open it again is refused, and said without it', async () => {
  const plan = planRoot(CHOICE, NOW, random)
  for (const text of ['', 'ü'.repeat(513)]) {
    const attempt = createRoot(plan, new Secret(text))
    await expect(attempt).rejects.toMatchObject({
      code: 'wrong-input',
      problems: [{ field: 'caPassphrase' }],
    })
  }
  const longest = new Secret('ü'.repeat(512))
  const { certificate, privateKey } = await createRoot(plan, longest)
  openRoot({ certificate: Buffer.from(certificate), privateKey: Buffer.from(privateKey) }, longest, NOW)
})

test('a disk that refuses at any step leaves no part of a root, or a whole one', async () => {
  const root = await createRoot(planRoot(CHOICE, NOW, random), null)
  const { fsyncSync: flush } = fs
  onTestFinished(() => {
    fs.fsyncSync = flush
    syncBuiltinESMExports()
  })
  let failures = 0
  for (let step = 1; failures === step - 1; step++) {
    const folder = join(temporaryFolder(), 'ca')
    let left = step
    fs.fsyncSync = (handle) => {
      if (--left === 0) throw Object.assign(new Error('EIO'), { code: 'EIO' })
      flush(handle)
    }
    syncBuiltinESMExports()
    await AuthorityStore.create(folder, root, SETTINGS).catch(() => failures++)
    fs.fsyncSync = flush
    syncBuiltinESMExports()
    const again = await AuthorityStore.create(folder, root, SETTINGS)
    const store = again ?? (await AuthorityStore.open(folder))
    await store.openAuthority(null, NOW)
  }
  expect(failures).toBeGreaterThan(5)
})

test('whoever reads the certificate while it is being made finds none of it, or all of it', async () => {
  const folder = join(temporaryFolder(), 'ca')
  const root = await createRoot(planRoot(CHOICE, NOW, random), null)
  const { writeFileSync: write } = fs
  const seen = new Set<string | null>()
  const look = (): void => {
    const path = join(folder, 'rootCA.crt')
    seen.add(existsSync(path) ? readFileSync(path, 'utf8') : null)
  }
  // A slow disk: every file is half there for a moment.
  fs.writeFileSync = (file, data) => {
    const bytes = Buffer.from(data as Uint8Array)
    look()
    write(file, bytes.subarray(0, bytes.length / 2), { flag: 'a' })
    look()
    write(file, bytes.subarray(bytes.length / 2), { flag: 'a' })
    look()
  }
  syncBuiltinESMExports()
  try {
    await AuthorityStore.create(folder, root, SETTINGS)
  } finally {
    fs.writeFileSync = write
    syncBuiltinESMExports()
  }
  look()
  expect(seen).toEqual(new Set([null, root.certificate]))
})

test('files are for their owner only, and nothing else is left in the folder', async () => {
  const folder = join(temporaryFolder(), 'ca')
  await AuthorityStore.create(folder, await createRoot(planRoot(CHOICE, NOW, random), null), SETTINGS)
  expectMode(folder, 0o700)
  expect(readdirSync(folder).sort()).toEqual(['inventory.db', 'rootCA.crt', 'rootCA.key', 'settings.json'])
  for (const name of readdirSync(folder)) expectMode(join(folder, name), 0o600)
})

test('a root, or half of one, is never overwritten', async () => {
  const root = await createRoot(planRoot(CHOICE, NOW, random), null)
  for (const name of ['rootCA.key', 'rootCA.crt']) {
    const folder = temporaryFolder()
    writeFileSync(join(folder, name), 'precious')
    expect(await AuthorityStore.create(folder, root, SETTINGS)).toBeNull()
    expect(readdirSync(folder)).toEqual([name])
    expect(readFileSync(join(folder, name), 'utf8')).toBe('precious')
  }
})

test('a creation that was killed before the certificate was written can be done again, once its key is moved away', async () => {
  const folder = temporaryFolder()
  const [one, other] = await Promise.all([1, 2].map(() => createRoot(planRoot(CHOICE, NOW, random), null)))
  if (one === undefined || other === undefined) return expect.unreachable()
  await AuthorityStore.create(folder, one, SETTINGS)
  for (const name of ['rootCA.crt', 'rootCA.key']) rmSync(join(folder, name))
  const store = await AuthorityStore.create(folder, other, SETTINGS)
  const root = await store?.readAuthority()
  if (store === null || root === undefined) return expect.unreachable()
  expect((await store.openInventory(root, SURROUNDINGS))?.count()).toBe(0)
})

test('of two that create a root at once, one wins and one is told', async () => {
  const folder = temporaryFolder()
  const roots = await Promise.all([1, 2].map(() => createRoot(planRoot(CHOICE, NOW, random), null)))
  const stores = await Promise.all(roots.map((root) => AuthorityStore.create(folder, root, SETTINGS)))
  expect(stores.filter((made) => made !== null)).toHaveLength(1)
  const store = await AuthorityStore.open(folder)
  expect((await store.openAuthority(null, NOW)).facts.basicConstraints?.isCa).toBe(true)
})

test('a CRL replaces the one before it, and no part of one is ever seen', async () => {
  const folder = temporaryFolder()
  const store = await AuthorityStore.open(folder)
  for (const text of ['first', 'second']) {
    store.writeCrl({ der: Buffer.from(text), pem: `${text} PEM` }, folder)
    expect(readFileSync(join(folder, 'rootCA.crl'), 'utf8')).toBe(text)
    expect(readFileSync(join(folder, 'rootCA.crl.pem'), 'utf8')).toBe(`${text} PEM`)
  }
  expect(readdirSync(folder).sort()).toEqual(['rootCA.crl', 'rootCA.crl.pem'])
})

test('a CRL is written to a folder that this user may not list', async () => {
  const folder = temporaryFolder()
  const store = await AuthorityStore.open(folder)
  const { readdirSync: list } = fs
  onTestFinished(() => {
    fs.readdirSync = list
    syncBuiltinESMExports()
  })
  fs.readdirSync = () => {
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' })
  }
  syncBuiltinESMExports()
  store.writeCrl({ der: Buffer.from('first'), pem: 'PEM' }, folder)
  expect(readFileSync(join(folder, 'rootCA.crl'), 'utf8')).toBe('first')
})

test('a CRL of which one file cannot be written leaves the one before it in place, and nothing beside it', async () => {
  const folder = temporaryFolder()
  const store = await AuthorityStore.open(folder)
  mkdirSync(join(folder, 'rootCA.crl.pem'))
  writeFileSync(join(folder, 'rootCA.crl'), 'first')
  expect(() => store.writeCrl({ der: Buffer.from('second'), pem: 'PEM' }, folder)).toThrow(/it is a folder/)
  expect(readFileSync(join(folder, 'rootCA.crl'), 'utf8')).toBe('first')
  expect(readdirSync(folder).sort()).toEqual(['rootCA.crl', 'rootCA.crl.pem'])
})

test('the key can be posted to a worker thread, which signs with it', async () => {
  const root = await createRoot(planRoot(CHOICE, NOW, random), null)
  const files = { certificate: Buffer.from(root.certificate), privateKey: Buffer.from(root.privateKey) }
  const { privateKey, certificate } = openRoot(files, null, NOW)
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { sign } = require('node:crypto')
    parentPort.postMessage(sign('sha256', workerData.certificate, workerData.privateKey))`
  const worker = new Worker(source, { eval: true, workerData: { certificate, privateKey } })
  const signature = await new Promise((resolve, reject) =>
    worker.once('message', resolve).once('error', reject),
  )
  expect(signature).toBeInstanceOf(Uint8Array)
})
