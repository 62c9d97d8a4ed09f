// `--expiring` of regenerate and export: all that end soon, one after the other.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { certificatesOf, deskWithRoot, receipts } from '../../support/bulk.ts'
import { certstick, runCommand } from '../../support/cli.ts'
import { ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'
import { wifiProfile } from '../../support/wifi.ts'

/** PC-1 to PC-3 end soon, PC-4 does not. The first that ends is PC-2, whose stick needs a file. */
async function desk(): Promise<string> {
  const cwd = deskWithRoot()
  writeFileSync(join(cwd, 'depot.xml'), wifiProfile())
  for (const [device, days, ...more] of [
    ['PC-1', '20'],
    ['PC-2', '10', '--wifi-profile', 'depot.xml'],
    ['PC-3', '25'],
    ['PC-4', '300'],
  ] as const) {
    const args = [
      'new',
      `jane@a.com`,
      '--device',
      device,
      '--days',
      days,
      '--key',
      'ec-p256',
      '--yes',
      ...more,
    ]
    const { status, stderr } = await runCommand(args, { cwd })
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  }
  return cwd
}

const serials = (cwd: string): string[] =>
  ['PC-1', 'PC-2', 'PC-3', 'PC-4'].map((name) => receipts(cwd).get(name)?.serialNumber ?? '')

test('regenerate renews what ends soon, goes on after a failure, and again with what is left', async () => {
  const cwd = await desk()
  const before = serials(cwd)
  rmSync(join(cwd, 'depot.xml'))
  const args = ['regenerate', '--expiring', '4w', '--yes']
  const first = await runCommand(args, { cwd })
  expect(first.status).toBe(1)
  expect(first.stderr).toMatch(/1 of 3: PC-2 \(jane@a\.com\)\n[\s\S]*cannot read depot\.xml: not found/)
  expect(first.stderr).toMatch(/2 of 3: PC-1[\s\S]*3 of 3: PC-3[\s\S]*2 done, 1 failed\nerror: failed: PC-2/)
  const after = serials(cwd)
  expect(after.map((serial, i) => serial === before[i])).toEqual([false, true, false, true])
  const current = (await certificatesOf(cwd)).filter(({ state }) => state === 'issued')
  expect(current.map(({ serialNumber }) => serialNumber).sort()).toEqual(after.toSorted())

  writeFileSync(join(cwd, 'depot.xml'), wifiProfile({ key: 'another key' }))
  const again = await runCommand(['regenerate', '--expiring', '15d', '--yes'], { cwd })
  expect(again).toMatchObject({ status: 0 })
  expect(again.stderr).toContain('1 of 1: PC-2')
  expect(readFileSync(join(cwd, 'output', 'PC-2', 'ESD-USB', 'Certs', 'wifi.xml'))).toEqual(
    wifiProfile({ key: 'another key' }),
  )
})

test('nothing that ends soon is no error, and a plan changes nothing', async () => {
  const cwd = await desk()
  const before = serials(cwd)
  const plan = await runCommand(['regenerate', '--expiring', '30d', '--dry-run'], { cwd })
  expect(plan.status).toBe(0)
  expect(plan.stdout.match(/certificate +ec-p256/g)).toHaveLength(3)
  expect(serials(cwd)).toEqual(before)
  const none = certstick(['regenerate', '--expiring', '5d', '--yes'], { cwd })
  expect(none).toMatchObject({ status: 0, stdout: 'No certificate in use ends within 5d.\n' })
})

test('a revoked or superseded certificate is not renewed, and --revoke-old revokes what is', async () => {
  const cwd = await desk()
  await runCommand(['revoke', 'PC-1', '--yes'], { cwd })
  await runCommand(['regenerate', 'PC-3', '--yes'], { cwd }) // its former certificate ends soon too
  const done = await runCommand(['regenerate', '--expiring', '22d', '--yes', '--revoke-old'], { cwd })
  expect(done.stderr).toContain('1 of 1: PC-2')
  const states = (await certificatesOf(cwd)).map(({ device, state }) => `${device} ${state}`)
  expect(states.toSorted()).toEqual([
    'PC-1 revoked',
    'PC-2 issued',
    'PC-2 revoked',
    'PC-3 issued',
    'PC-3 superseded',
    'PC-4 issued',
  ])
})

test('what is for one stick, and a name beside it, is refused before anything is made', async () => {
  const cwd = deskWithRoot()
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [['regenerate'], /neither a name nor --expiring/],
    [['regenerate', 'PC-1', '--expiring', '30d'], /cannot go together/],
    [['regenerate', '--expiring', 'soon'], /--expiring: soon is not a duration/],
    [
      ['regenerate', '--expiring', '30d', '--password-out', 'x', '--stick', 'y'],
      /--password-out: [\s\S]*--stick: /,
    ],
    [
      ['regenerate', '--expiring', '30d', '--stick', 'y', '--password-file', 'none.txt'],
      /--stick: [\s\S]*--password-file: none\.txt cannot be read/,
    ],
    [['regenerate', '--expiring', '30d', '--json'], /--json: is for one stick/],
    [['export', '--to', 'windows'], /neither a name nor --expiring/],
    [['export', '--to', 'windows', '--expiring', '30d', '--pfx-in', 'x'], /--pfx-in: is for one certificate/],
  ]
  for (const [args, why] of refusals) {
    const { status, stderr, stdout } = await runCommand([...args, '--yes'], { cwd })
    expect(status, args.join(' ')).toBe(2)
    expect(stderr + stdout).toMatch(why)
  }
})

test('export writes a folder for each, and goes on where the files of one are gone', async () => {
  const cwd = await desk()
  rmSync(join(cwd, 'output', 'PC-1'), { recursive: true })
  const { status, stderr } = await runCommand(['export', '--to', 'windows', '--expiring', '30d'], { cwd })
  expect(status).toBe(1)
  expect(stderr).toContain('2 done, 1 failed\nerror: failed: PC-1 (jane@a.com)')
  expect(readdirSync(join(cwd, 'output')).toSorted()).toEqual([
    'PC-2',
    'PC-2-windows',
    'PC-3',
    'PC-3-windows',
    'PC-4',
  ])
  expect(readdirSync(join(cwd, 'output', 'PC-2-windows'))).toContain('jane-cba.pfx')
})

test('export takes what was renewed, as the certificate that is in use now', async () => {
  const cwd = await desk()
  await runCommand(['revoke', 'PC-1', '--yes'], { cwd })
  for (const more of [['--revoke-old'], []]) {
    await runCommand(['regenerate', 'PC-3', '--yes', ...more], { cwd })
  }
  // Renewed for longer, so that it no longer ends soon itself.
  await runCommand(['new', 'jane@a.com', '--device', 'PC-2', '--force', '--yes', '--key', 'ec-p256'], { cwd })
  const args = ['export', '--to', 'windows', '--expiring', '15d']
  const { status, stderr } = await runCommand(args, { cwd })
  expect(status).toBe(0)
  expect(stderr).toContain('1 of 1: PC-2 (jane@a.com)')
  const isCurrent = (one: { device: string | null; state: string }) =>
    one.device === 'PC-2' && one.state === 'issued'
  const { thumbprint } = (await certificatesOf(cwd)).find(isCurrent) ?? {}
  expect(readFileSync(join(cwd, 'output', 'PC-2-windows', 'STEPS.txt'), 'utf8')).toContain(thumbprint)
  const all = await runCommand([...args.slice(0, -1), '30d', '--force'], { cwd })
  expect(all.stderr).toMatch(/1 of 2: PC-2[\s\S]*2 of 2: PC-3/)
})

testInTerminal('in a terminal the list is shown, and asked about once', { timeout: 60_000 }, async () => {
  const cwd = await desk()
  const before = serials(cwd)
  const no = startInTerminal(['regenerate', '--expiring', '30d'], cwd)
  await no.expect('Recreate these 3 sticks')
  no.type(`n${ENTER}`)
  expect(await no.exitCode()).toBe(130)
  expect(serials(cwd)).toEqual(before)
})
