// A whole stick of script mode, and its zip, searched for the password in every encoding that somebody might think of.
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../src/media/tree.ts'
import { decodeZip } from '../../src/media/unzip.ts'
import { encodeZip } from '../../src/media/zip.ts'
import { IMPORT_TABLE } from '../../src/plan/import-table.ts'
import { Secret } from '../../src/secret.ts'
import { makeMedium } from '../support/media.ts'
import { encodingsOf } from '../support/password-encodings.ts'
import { makeRoot } from '../support/roots.ts'

const PASSWORD = 'Zebra-7 größe &<Zaun> 😀'
const root = makeRoot()

/** In the paths, each with the encodings that are found in its content. */
function found(files: Iterable<readonly [string, Uint8Array]>): Record<string, string[]> {
  const hits = [...files].map(([path, bytes]) => {
    const names = encodingsOf(PASSWORD).filter((one) => Buffer.from(bytes).includes(one.bytes))
    return [path, names.map(({ name }) => name)] as const
  })
  return Object.fromEntries(hits.filter(([, names]) => names.length > 0))
}

const ONE_FILE = { 'Certs/jane-cba.password.txt': ['UTF-8'] }

describe.each(IMPORT_TABLE.filter(({ importMode }) => importMode === 'script'))(
  'for $store, by script',
  ({ store }) => {
    const { files } = makeMedium(root, { store, import: 'script', password: new Secret(PASSWORD) })

    test('the stick has the password in one file', () => {
      expect(found(files)).toEqual(ONE_FILE)
    })

    test('so has the zip, and no other byte of it', async () => {
      const zip = await encodeZip(makeTree(files))
      expect(found(await decodeZip(zip))).toEqual(ONE_FILE)
      const withoutIt = [...files].filter(([path]) => !(path in ONE_FILE))
      expect(found([['zip', await encodeZip(makeTree(withoutIt))]])).toEqual({})
    })
  },
)

test('the search finds what it looks for, at every offset', () => {
  for (const { name, bytes } of encodingsOf(PASSWORD)) {
    expect(found([['x', Buffer.concat([Buffer.from('ab'), bytes, Buffer.from('c')])]])['x'], name).toContain(
      name,
    )
  }
  for (const before of ['', 'a', 'ab', 'abc']) {
    const base64 = Buffer.from(`${before}${PASSWORD}xyz`).toString('base64')
    expect(found([['x', Buffer.from(base64)]])['x']).toEqual([`UTF-8 in base64 at ${before.length % 3}`])
  }
})
