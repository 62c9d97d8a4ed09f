import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { adviceOnOthers, refuseBesideOthers } from '../../src/authority/store-other-files.ts'
import { temporaryFolder } from '../support/folders.ts'

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'
const KEY = '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n'
const BOTH = { certificate: true, key: true }

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

test.each([
  ['Easy-RSA', ['ca.crt', 'ca.key']],
  ['mkcert', ['rootCA.pem', 'rootCA-key.pem']],
  ['openssl ca', ['cacert.pem', 'private/cakey.pem']],
  ['step', ['root_ca.crt', 'root_ca_key']],
  ['another case', ['ROOTCA.CRT', 'ROOTCA.KEY']],
])('says how files of %s are imported', (_, names) => {
  const files = names.map((name) => [name, /key/i.test(name) ? `Bag Attributes\n${KEY}` : CERTIFICATE])
  const folder = folderWith(Object.fromEntries(files))
  expect(adviceOnOthers(folder, BOTH)).toBe(importing(folder, names))
})

function importing(
  folder: string,
  names: readonly string[],
  paths = names.map((name) => join(folder, name)),
): string {
  const command = `certstick ca import ${paths.join(' ')} --ca ${folder}`
  return `found ${names.join(' and ')}: if that is your root CA, import it: ${command}`
}

test('tells a certificate from a key by what the file holds, and a file of both from either', () => {
  const utf16 = Buffer.from(`\ufeff${KEY}`, 'utf16le')
  const cases = [
    [{ 'ca.pem': CERTIFICATE + KEY }, ['ca.pem']],
    [{ 'ca.crt': KEY, 'ca.key': CERTIFICATE }, ['ca.key', 'ca.crt']],
    [{ 'a.pem': utf16, 'b.cer': Buffer.from([0x30, 0x82]) }, ['b.cer', 'a.pem']],
    [{ 'rootCA.pfx': 'x' }, ['rootCA.pfx']],
  ] as const
  for (const [files, names] of cases) {
    const folder = folderWith(files)
    expect(adviceOnOthers(folder, BOTH)).toBe(importing(folder, names))
  }
})

test('says what is to be done with one of the two, and with several', () => {
  expect(adviceOnOthers(folderWith({ 'ca.crt': CERTIFICATE }), BOTH)).toBe(
    'found ca.crt: copy it as rootCA.crt, and its private key as rootCA.key',
  )
  expect(adviceOnOthers(folderWith({ 'ca.key': KEY }), BOTH)).toBe(
    'found ca.key: copy it as rootCA.key, and its certificate as rootCA.crt',
  )
  const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.crt`, CERTIFICATE]))
  const folder = folderWith({ ...many, 'ca.key': KEY })
  expect(adviceOnOthers(folder, BOTH)).toBe(
    `found a.crt, b.crt, c.crt, d.crt and 2 more: if that is your root CA, import it: certstick ca import ${folder} --ca ${folder}`,
  )
  expect(adviceOnOthers(folderWith({ 'rootCA.crl': 'x' }), BOTH)).toMatch(
    /^found rootCA\.crl: put rootCA\.crt/,
  )
})

test('of half a root says where the other half may be', () => {
  const files = { 'rootCA.crt': CERTIFICATE, 'rootCA-key.pem': KEY }
  expect(adviceOnOthers(folderWith(files), { certificate: false, key: true })).toBe(
    'found rootCA-key.pem: copy it as rootCA.key',
  )
  const others = { 'rootCA.key': KEY, 'rootCA.pem': CERTIFICATE }
  expect(adviceOnOthers(folderWith(others), { certificate: true, key: false })).toBe(
    'found rootCA.pem: copy it as rootCA.crt',
  )
})

test('a folder that holds nothing of a CA is no hindrance', () => {
  const files = {
    'README.txt': KEY,
    'users.csv': 'upn',
    'notes.pem': 'no PEM',
    key: 'a key to the office',
    '.x.key': KEY,
  }
  const folder = folderWith({ ...files, 'output/jane/ESD-USB/Certs/jane-cba.pfx': 'x' })
  expect(adviceOnOthers(folder, BOTH)).toBeNull()
  expect(() => refuseBesideOthers(folder)).not.toThrow()
  expect(adviceOnOthers(join(folder, 'nowhere'), BOTH)).toBeNull()
})

test('a file that cannot be read is named all the same where its name tells what it is', () => {
  const folder = folderWith({ 'ca.key': KEY })
  mkdirSync(join(folder, 'ca.crt'))
  chmodSync(join(folder, 'ca.key'), 0o000)
  expect(() => refuseBesideOthers(folder)).toThrow(/has files of another one/)
})
