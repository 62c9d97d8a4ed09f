// Where secrets come from: a file, standard input and a table's column give the same one, and what is none is refused.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { beforeEach, describe, expect, test } from 'vitest'
import { readCellSecret, readPassphrase, readPassword } from '../../src/cli/secrets.ts'
import { makeTerminal } from '../../src/cli/terminal.ts'
import type { World } from '../../src/world.ts'
import { temporaryFolder } from '../support/folders.ts'
import { ENCODINGS } from '../support/secret-bytes.ts'
import { testWith } from '../support/tools.ts'

let cwd: string
let said: string

beforeEach(() => {
  cwd = temporaryFolder()
  said = ''
})

/** A command's surroundings; standard input gives these chunks. */
function surroundings(...input: readonly Uint8Array[]) {
  const stderr = {
    isTTY: false,
    write: (text: string) => {
      said += text
    },
  }
  const world = { cwd, env: {}, stdin: Readable.from(input), stdout: stderr, stderr } as unknown as World
  return { world, terminal: makeTerminal(world) }
}

/** What each way makes of a file of those bytes: the secret, or why not. */
async function byEachWay(bytes: Uint8Array): Promise<Readonly<Record<string, string | undefined>>> {
  writeFileSync(join(cwd, 'secret.txt'), bytes)
  const halves = [bytes.subarray(0, 3), bytes.subarray(3)]
  const ways = {
    'password file': () => readPassword('secret.txt', surroundings()),
    'password from standard input': () => readPassword('-', surroundings(...halves)),
    'passphrase file': () => readPassphrase('secret.txt', surroundings()),
    'passphrase from standard input': () => readPassphrase('-', surroundings(...halves)),
    column: async () => readCellSecret('secret.txt', surroundings()),
  }
  const results: Record<string, string | undefined> = {}
  for (const [way, read] of Object.entries(ways)) {
    results[way] = await read().then(
      (secret) => secret?.reveal(),
      (error) => `refused: ${error.problems[0]?.hint ?? error.hint}`,
    )
  }
  return results
}

function inEachWay(result: string): Readonly<Record<string, string>> {
  const ways = ['password file', 'password from standard input', 'passphrase file']
  return Object.fromEntries([...ways, 'passphrase from standard input', 'column'].map((way) => [way, result]))
}

describe('a file, standard input and the column password_file', () => {
  test.each(ENCODINGS)('give the same secret from $name', async ({ encode }) => {
    expect(await byEachWay(encode('Größe 9€\r\n'))).toEqual(inEachWay('Größe 9€'))
    expect(said).toBe('')
  })

  test('refuse the same bytes, and say how to save them', async () => {
    const hint =
      'save it as UTF-8: in Notepad with Save as, in Windows PowerShell with Set-Content -Encoding utf8'
    expect(await byEachWay(Buffer.from('Gr\xfc\xdfe', 'latin1'))).toEqual(inEachWay(`refused: ${hint}`))
  })

  test('refuse a megabyte without reading it', async () => {
    const hint = 'give a file that contains the secret and nothing else'
    expect(await byEachWay(Buffer.alloc(1_000_000, 'a'))).toEqual(inEachWay(`refused: ${hint}`))
  })

  test('warn of outer spaces by the name of the option, and keep them', async () => {
    expect(await byEachWay(Buffer.from('Secret123 \r\n'))).toEqual(inEachWay('Secret123 '))
    expect(said.match(/^warning: .*? begins or ends with a space/gm)).toEqual([
      'warning: --password-file: secret.txt begins or ends with a space',
      'warning: --password-file: standard input begins or ends with a space',
      'warning: --ca-passphrase-file: secret.txt begins or ends with a space',
      'warning: --ca-passphrase-file: standard input begins or ends with a space',
      'warning: password_file: secret.txt begins or ends with a space',
    ])
    expect(said).not.toContain('Secret123')
  })
})

test('standard input that never ends is left once it is too long', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(700, 'a')
  }
  const { world, terminal } = surroundings()
  const read = readPassword('-', { world: { ...world, stdin: Readable.from(endless()) as never }, terminal })
  await expect(read).rejects.toMatchObject({
    problems: [{ message: 'standard input contains more than 256 characters' }],
  })
})

test('the environment gives a secret, unless bytes of it were lost', async () => {
  const { world, terminal } = surroundings()
  const read = (CERTSTICK_PFX_PASSWORD: string) =>
    readPassword(undefined, { world: { ...world, env: { CERTSTICK_PFX_PASSWORD } }, terminal })
  expect((await read(' Größe 9€'))?.reveal()).toBe(' Größe 9€')
  expect(said).toContain('warning: --password-file: CERTSTICK_PFX_PASSWORD begins or ends with a space')
  for (const text of ['Gr\ufffdn', 'a\nb', 'a'.repeat(257)]) {
    const message = expect.stringMatching(/^CERTSTICK_PFX_PASSWORD (has|contains) /)
    await expect(read(text)).rejects.toMatchObject({ problems: [{ field: 'password', message }] })
  }
})

describe('a secret is refused, and nobody waits', () => {
  test('where its file is a folder or not there', async () => {
    mkdirSync(join(cwd, 'folder'))
    const problemsOf = (file: string) =>
      readPassword(file, surroundings()).then(null, (error) => error.problems[0].message)
    expect(await problemsOf('folder')).toBe('folder cannot be read: it is a folder')
    expect(await problemsOf('absent')).toBe('absent cannot be read: not found')
  })

  testWith('mkfifo')('where its file is a pipe that nobody writes to, or a device', async () => {
    spawnSync('mkfifo', [join(cwd, 'pipe')])
    for (const [file, kind] of Object.entries({ pipe: 'a pipe', '/dev/zero': 'a device' })) {
      const read = readPassphrase(file, surroundings())
      const message = `${file} cannot be read: it is ${kind}, not a file`
      await expect(read).rejects.toMatchObject({ problems: [{ message }] })
    }
  })
})
