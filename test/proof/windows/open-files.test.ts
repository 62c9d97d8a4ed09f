// Files that another Windows program has open: certstick waits for them, and where they stay open it says so, and neither
// disk nor inventory says anything else.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import { buildProgram, CAN_BUILD, hold, testWithPrograms } from './windows-programs.ts'
import { openWine, type Wine } from './wine.ts'

let wine: Wine
let cwd: string
let holder: string
beforeAll(() => {
  if (!CAN_BUILD) return
  wine = openWine()
  cwd = wine.newFolder()
  holder = buildProgram(wine, 'hold')
  expect(certstick('ca create --yes --key ec-p256').status).toBe(0)
  expect(certstick('new jane@example.com --device LT --yes').status).toBe(0)
}, 120_000)
afterAll(() => wine?.close())

const certstick = (command: string) => wine.certstick(command.split(' '), { cwd })
const FORCE = 'new jane@example.com --device LT --yes --force'
const PFX = 'output/LT/ESD-USB/Certs/jane-cba.pfx'

/** Runs certstick while another program has the file, which it closes when certstick says that it waits, or at the end. */
async function whileHeld(path: string, command: string, until: 'it waits' | 'the end') {
  const release = await hold(wine, holder, `${cwd}/${path}`)
  const started = wine.startCertstick(command.split(' '), { cwd })
  const isOver = started.ended.then(() => true)
  while (until === 'it waits' && !started.said().includes('; waiting for it, '))
    if (await Promise.race([isOver, sleep(50)])) break
  if (until === 'it waits') release()
  const result = await started.ended
  release()
  return result
}

const hidden = (folder: string) => readdirSync(join(cwd, folder)).filter((name) => name.startsWith('.'))

testWithPrograms(
  'a stick whose folder is open is replaced as soon as it is closed',
  { timeout: 120_000 },
  async () => {
    const { status, stderr } = await whileHeld('output/LT', FORCE, 'it waits')
    expect(stderr).toMatch(
      /^note: another program has .*\\output\\LT open; waiting for it, ten seconds at most …$/m,
    )
    expect(status).toBe(0)
    expect(hidden('output')).toEqual([])
  },
)

testWithPrograms(
  'a stick whose folder stays open is not replaced: its certificate stays the current one',
  { timeout: 120_000 },
  async () => {
    const before = readFileSync(join(cwd, PFX))
    const { status, stdout, stderr } = await whileHeld('output/LT', FORCE, 'the end')
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^error: .*another program has output\\LT open$/m)
    expect(readFileSync(join(cwd, PFX))).toEqual(before)
    expect(certstick('verify output')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('2 checked: all ready.'),
    })
    expect(certstick(FORCE).status).toBe(0)
    expect(hidden('output')).toEqual([])
    const { certificates } = JSON.parse(certstick('list --json').stdout)
    const states = certificates.map(({ state }: { state: string }) => state)
    expect(states.filter((state: string) => state === 'issued')).toHaveLength(1)
  },
)

// Wine lets a folder be renamed in which a file is open, unlike Windows; what it then refuses is to remove the file.
testWithPrograms(
  'a stick that was replaced and stays open is left over, which is said, and the next command removes it',
  { timeout: 120_000 },
  async () => {
    const { status, stderr } = await whileHeld(PFX, FORCE, 'the end')
    expect(stderr).toMatch(/^warning: .*$/m)
    expect(status).toBe(0)
    expect(hidden('output')).toHaveLength(1)
    expect(certstick('verify output').stdout).toContain('2 checked: all ready.')
    expect(certstick(FORCE).status).toBe(0)
    expect(hidden('output')).toEqual([])
  },
)

testWithPrograms(
  'a CRL that stays open is not replaced, and not recorded',
  { timeout: 120_000 },
  async () => {
    expect(certstick('crl').status).toBe(0)
    const before = readFileSync(join(cwd, 'ca/rootCA.crl'))
    const { status, stdout, stderr } = await whileHeld('ca/rootCA.crl', 'crl', 'the end')
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/another program has ca\\rootCA\.crl open/)
    expect(readFileSync(join(cwd, 'ca/rootCA.crl'))).toEqual(before)
    expect(hidden('ca')).toEqual([])
    const shown = certstick('ca show')
    expect(shown.stdout).toMatch(/last CRL +1\b|last CRL +number 1\b/)
    expect(certstick('crl').status).toBe(0)
    expect(certstick('ca check').status).toBe(0)
  },
)

testWithPrograms(
  'a mounted stick with an open file is written when it is closed, or is said to be changed in part',
  { timeout: 120_000 },
  async () => {
    const write = 'new jane@example.com --device LT --yes --force --stick usb'
    expect(wine.run('cmd', ['/c', 'mkdir', 'usb'], { cwd }).status).toBe(0)
    expect(certstick(write).status).toBe(0)
    const waited = await whileHeld('usb/Certs/jane-cba.pfx', write, 'it waits')
    expect(waited.stderr).toContain('another program has')
    expect(waited.status).toBe(0)
    const kept = await whileHeld('usb/Certs/jane-cba.pfx', write, 'the end')
    expect(kept.status).toBe(1)
    expect(kept.stderr).toMatch(/another program has usb\\.* open/)
    expect(certstick(write).status).toBe(0)
    expect(certstick('verify usb')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('usb is ready.'),
    })
    expect(hidden('usb')).toEqual([])
  },
)
