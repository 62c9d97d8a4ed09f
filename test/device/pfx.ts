// A PFX as Windows opens it, by way of openssl: its certificates, its key, and what Windows refuses.

import { spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface OpenedPfx {
  readonly leaf: X509Certificate
  readonly hasKey: boolean
  readonly chain: readonly X509Certificate[]
  /** Beyond what older Windows reads: windows.md §5. */
  readonly modern: boolean
}

/** More than that Windows refuses. (windows.md §5) */
const MAX_ITERATIONS = 600_000

const opened = new Map<string, OpenedPfx | null>()

/** Null where Windows would not open it. */
export function openPfx(bytes: Uint8Array, password: string): OpenedPfx | null {
  const key = createHash('sha256').update(bytes).update('\0').update(password).digest('hex')
  const known = opened.get(key)
  if (known !== undefined) return known
  const result = readPfx(bytes, password)
  opened.set(key, result)
  return result
}

function readPfx(bytes: Uint8Array, password: string): OpenedPfx | null {
  const folder = mkdtempSync(join(tmpdir(), 'certstick-device-'))
  try {
    const [pfx, secret] = [join(folder, 'user.pfx'), join(folder, 'password')]
    writeFileSync(pfx, bytes)
    writeFileSync(secret, `${password}\n`)
    const args = ['pkcs12', '-in', pfx, '-passin', `file:${secret}`, '-noenc', '-info']
    const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
    const iterations = [...stderr.matchAll(/[Ii]teration:? (\d+)/g)].map(([, count]) => Number(count))
    if (status !== 0 || iterations.some((count) => count > MAX_ITERATIONS)) return null
    return { ...readBags(stdout), modern: /PBES2|sha256/.test(stderr) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The user's certificate carries the key's identifier; the others are its chain. */
function readBags(text: string): Omit<OpenedPfx, 'modern'> {
  const bags = [
    ...text.matchAll(/((?:(?!-----BEGIN)[\s\S])*)(-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \3-----)/g),
  ]
  const certificates = bags.filter(([, , , kind]) => kind === 'CERTIFICATE')
  const [leaf = certificates[0]] = certificates.filter(([, attributes]) => attributes?.includes('localKeyID'))
  if (leaf === undefined) throw new Error('a PFX without a certificate')
  return {
    leaf: new X509Certificate(leaf[2] ?? ''),
    hasKey: bags.some(([, , , kind]) => kind === 'PRIVATE KEY'),
    chain: certificates.filter((bag) => bag !== leaf).map(([, , pem]) => new X509Certificate(pem ?? '')),
  }
}
