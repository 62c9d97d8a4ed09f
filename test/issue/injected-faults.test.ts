// A fault anywhere in what writes is found by what reads back, whichever stick it begins with: in `new`, in `bulk`, and in
// the threads that `bulk` starts. Once a fault in the derivation of keys, from the fifth on, was found by nobody.
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { PFX_FORMATS, type PfxFormat } from '../../src/x509/pfx-formats.ts'
import { writeUsers } from '../support/bulk.ts'
import { emptyFolder, runCommand } from '../support/cli.ts'
import { buildWithFaults, type Fault } from '../support/faulty-build.ts'
import type { ToolResult } from '../support/tools.ts'

const PFX_FAULTS: readonly Fault[] = ['derivation', 'encryption', 'mac']
const FAULTS: readonly Fault[] = [...PFX_FAULTS, 'key', 'answer-file', 'zip']

/** All, and with the other format those that depend on it. */
function faultsWith(format: PfxFormat): readonly Fault[] {
  return format === 'modern' ? FAULTS : PFX_FAULTS
}

let program: string
let cwd: string

beforeAll(async () => {
  program = await buildWithFaults()
  cwd = emptyFolder()
  await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
})

/** The faulty program; its fault shows from that call on. */
function faulty(fault: Fault | 'none', from: number, ...args: readonly string[]): ToolResult {
  return start(args, { FAULT: `${fault}@${from}` })
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): ToolResult {
  const result = spawnSync(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 100_000,
  })
  if (result.error !== undefined) throw result.error
  return result
}

const CAUGHT = /reading them back found errors/

function expectCaught({ status, stdout, stderr }: ToolResult): void {
  expect(stderr).toContain('[fault shown]')
  expect(stdout + stderr).toMatch(CAUGHT)
  expect(status).toBe(1)
}

describe('new finds a fault', () => {
  let count = 0
  const make = (fault: Fault | 'none', from: number, ...more: readonly string[]) =>
    faulty(fault, from, 'new', '--yes', '--upn', 'jane@a.com', '--device', `NEW-${count++}`, ...more)

  test('where there is one: without, the same build makes sticks', () => {
    expect(make('none', 1, '--key', 'ec-p256')).toMatchObject({ status: 0 })
  })

  for (const format of PFX_FORMATS) {
    test.each(faultsWith(format))(`in the %s, from its first call on, with a ${format} PFX`, (fault) => {
      expectCaught(make(fault, 1, '--key', 'ec-p256', '--pfx', format))
    })

    test.each(['ec-p256', 'rsa-2048'])(
      `in the second encryption alone, with a ${format} PFX and %s`,
      (key) => {
        expectCaught(make('encryption', 2, '--key', key, '--pfx', format))
      },
    )
  }
})

describe('bulk finds a fault', () => {
  /** Each thread counts its own calls, and makes some rows before the fifth. */
  const ROWS = 12 * availableParallelism()
  let count = 0

  /** How many rows the run says are made; each of those is whole. */
  async function rowsMade({ stdout }: ToolResult, output: string): Promise<number> {
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const made = rows.filter(({ state }) => state === 'made')
    for (const { device } of made) {
      expect(await runCommand(['verify', `${output}/${device}`], { cwd })).toMatchObject({ status: 0 })
    }
    return made.length
  }

  function bulk(rows: number, env: Readonly<Record<string, string>>, ...more: readonly string[]) {
    const devices = Array.from({ length: rows }, (_, i) => `jane@a.com,PC-${i}`)
    writeUsers(cwd, 'upn,device', ...devices)
    const output = `output-${count++}`
    const args = ['bulk', 'users.csv', '--yes', '--json', '--key', 'ec-p256', '--output', output, ...more]
    return { result: start(args, env), output }
  }

  for (const { format, from } of [
    { format: 'modern', from: 1 },
    { format: 'modern', from: 5 },
    { format: 'legacy', from: 5 },
  ] as const) {
    test.each(faultsWith(format))(
      `in the %s, from call ${from} on, with ${format} PFX files`,
      async (fault) => {
        const { result, output } = bulk(ROWS, { FAULT: `${fault}@${from}` }, '--pfx', format)
        expectCaught(result)
        expect(await rowsMade(result, output)).toBeLessThanOrEqual((from - 1) * availableParallelism())
      },
    )
  }
})
