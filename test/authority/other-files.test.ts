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
  ['Easy-RSA', ['ca.crt', 'ca.key'], 'found ca.crt and ca.key: copy them as rootCA.crt and rootCA.key'],
  [
    'mkcert',
    ['rootCA.pem', 'rootCA-key.pem'],
    'found rootCA.pem and rootCA-key.pem: copy them as rootCA.crt and rootCA.key',
  ],
  [
    'openssl ca',
    ['cacert.pem', 'private/cakey.pem'],
    'found cacert.pem and private/cakey.pem: copy them as rootCA.crt and rootCA.key',
  ],
  [
    'step',
    ['root_ca.crt', 'root_ca_key'],
    'found root_ca.crt and root_ca_key: copy them as rootCA.crt and rootCA.key',
  ],
  [
    'another case',
    ['ROOTCA.CRT', 'ROOTCA.KEY'],
    'found ROOTCA.CRT and ROOTCA.KEY: copy them as rootCA.crt and rootCA.key',
  ],
])('says how files of %s are to be named', (_, names, advice) => {
  const files = names.map((name) => [name, /key/i.test(name) ? `Bag Attributes\n${KEY}` : CERTIFICATE])
  expect(adviceOnOthers(folderWith(Object.fromEntries(files)), BOTH)).toBe(advice)
})

test('tells a certificate from a key by what the file holds, and a file of both from either', () => {
  expect(adviceOnOthers(folderWith({ 'ca.pem': CERTIFICATE + KEY }), BOTH)).toBe(
    'found ca.pem: copy it as rootCA.crt and as rootCA.key',
  )
  expect(adviceOnOthers(folderWith({ 'ca.crt': KEY, 'ca.key': CERTIFICATE }), BOTH)).toBe(
    'found ca.key and ca.crt: copy them as rootCA.crt and rootCA.key',
  )
  const utf16 = Buffer.from(`\ufeff${KEY}`, 'utf16le')
  expect(adviceOnOthers(folderWith({ 'a.pem': utf16, 'b.cer': Buffer.from([0x30, 0x82]) }), BOTH)).toBe(
    'found b.cer and a.pem: copy them as rootCA.crt and rootCA.key',
  )
})

test('says what is to be done with one of the two, with several, and with a PFX', () => {
  expect(adviceOnOthers(folderWith({ 'ca.crt': CERTIFICATE }), BOTH)).toBe(
    'found ca.crt: copy it as rootCA.crt, and its private key as rootCA.key',
  )
  expect(adviceOnOthers(folderWith({ 'ca.key': KEY }), BOTH)).toBe(
    'found ca.key: copy it as rootCA.key, and its certificate as rootCA.crt',
  )
  const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.crt`, CERTIFICATE]))
  expect(adviceOnOthers(folderWith({ ...many, 'ca.key': KEY }), BOTH)).toBe(
    'found a.crt, b.crt, c.crt, d.crt and 2 more: ' +
      'copy the certificate of your root CA as rootCA.crt and its private key as rootCA.key',
  )
  expect(adviceOnOthers(folderWith({ 'rootCA.pfx': 'x' }), BOTH)).toMatch(
    /^found rootCA\.pfx: .*openssl pkcs12 -in rootCA\.pfx -nokeys -out rootCA\.crt/,
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
