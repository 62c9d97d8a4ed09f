// PFX files, PKCS#7 bundles and certificates of the suites of python-cryptography: read, or refused in our words.
import { describe, expect } from 'vitest'
import { decodeCrl, inspectCrl, readRevocations } from '../../src/authority/crl-reader.ts'
import { readParts } from '../../src/authority/file-parts.ts'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { openPfx, PfxRefusal } from '../../src/x509/pfx-reader.ts'
import { testUnless } from '../support/skips.ts'
import { hasTool, run } from '../support/tools.ts'
import { readVectors, vectorsAbsent } from '../support/vectors.ts'

const withVectors = testUnless(vectorsAbsent)
const withOpenssl = testUnless(vectorsAbsent ?? (hasTool('openssl') ? null : 'openssl'))

/** As the suite's own tests have them. */
function passwordOf(name: string): string {
  if (/no-pwd|no-password/.test(name)) return ''
  return name.includes('-pwd') ? 'password' : 'cryptography'
}

function faultOf(name: string): string {
  if (/rc2|no-password/.test(name)) return 'old-cipher'
  if (name.startsWith('no-cert-key')) return 'key-mismatch'
  return name.startsWith('no-cert') || name.includes('no-key') ? 'no-key' : 'opened'
}

async function open(pfx: Uint8Array, password: string): Promise<string> {
  try {
    await openPfx(pfx, new Secret(password))
    return 'opened'
  } catch (error) {
    if (error instanceof PfxRefusal) return error.fault
    throw error
  }
}

describe('30 PFX files', () => {
  withVectors('are opened, or refused for what they are, and another password is named as that', async () => {
    const files = readVectors('pkcs12', /\.p12$/)
    expect(files).toHaveLength(30)
    for (const { name, bytes } of files) {
      const fault = await open(bytes, passwordOf(name))
      expect({ name, fault }).toEqual({ name, fault: faultOf(name) })
      expect({ name, fault: await open(bytes, 'wrong') }).toEqual({ name, fault: 'password' })
    }
  })
})

describe('PKCS#7', () => {
  withOpenssl('has as many certificates as openssl finds in it', () => {
    const files = readVectors('pkcs7', /\.(?:p7b|der|pem)$/)
    const counts = files.map(({ path, bytes }) => {
      const form = ['-inform', path.endsWith('.der') ? 'DER' : 'PEM']
      const { stdout } = run('openssl', ['pkcs7', '-in', path, ...form, '-print_certs'])
      const theirs = stdout.match(/BEGIN CERTIFICATE/g)?.length ?? 0
      return { theirs, ours: readParts(bytes).filter(({ kind }) => kind === 'certificate').length }
    })
    expect(counts.map(({ ours }) => ours)).toEqual(counts.map(({ theirs }) => theirs))
    expect(counts.some(({ ours }) => ours > 1)).toBe(true)
  })
})

describe('odd certificates and CRLs', () => {
  withVectors.each(['x509', 'x509/custom', 'x509/custom/ca', 'x509/ed25519', 'x509/ed448', 'x509/ocsp'])(
    'in %s are read or refused, never anything else',
    (folder) => {
      const files = readVectors(folder, /\.(?:pem|der|crt)$/)
      expect(files.length).toBeGreaterThan(0)
      for (const { name, bytes } of files) {
        const read = (work: () => unknown): boolean => {
          try {
            work()
            return true
          } catch (error) {
            if (error instanceof UserError) return false
            throw new Error(name, { cause: error })
          }
        }
        read(() => readParts(bytes).map((part) => inspectCertificate(part.bytes)))
        read(() => [inspectCrl(decodeCrl(bytes)), readRevocations(decodeCrl(bytes))])
      }
    },
  )
})
