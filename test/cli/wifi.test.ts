// `--wifi-profile`: from the option to the stick and back, and where the key of the network must not show.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { certstick, emptyFolder } from '../support/cli.ts'
import { WIFI_KEY, wifiProfile } from '../support/wifi.ts'

let cwd: string
beforeEach(() => {
  cwd = emptyFolder()
  writeFileSync(join(cwd, 'depot.xml'), wifiProfile())
})

const NEW = ['new', 'jane@contoso.com', '--device', 'PC', '--key', 'ec-p256', '--yes']

function run(args: readonly string[], folder = cwd) {
  const done = certstick(args, { cwd: folder })
  for (const text of [done.stdout, done.stderr])
    for (const key of [WIFI_KEY, JSON.stringify(WIFI_KEY).slice(1, -1), 'Depot &quot;', 'Depot "key'])
      expect(text).not.toContain(key)
  return done
}

const onStick = (folder = cwd) => join(folder, 'output', 'PC', 'ESD-USB', 'Certs', 'wifi.xml')

test('new puts the profile on the stick, with an import inline too, and regenerate does it again', () => {
  const args = [...NEW, '--store', 'machine', '--import', 'inline', '--wifi-profile', 'depot.xml']
  const plan = run([...args, '--dry-run'])
  expect(plan.stdout).toMatch(/Wi-Fi +Depot\n/)
  expect(plan.stdout).toContain('inline')
  expect(JSON.parse(run([...args, '--dry-run', '--json']).stdout)).toMatchObject({
    wifi: { name: 'depot.xml', network: 'Depot', content: '[secret]' },
    scriptSteps: ['wifi', 'blank'],
  })
  expect(run(args)).toMatchObject({ status: 0 })
  expect(readFileSync(onStick())).toEqual(wifiProfile())
  const receipt = readFileSync(join(cwd, 'output', 'PC', 'receipt.json'), 'utf8')
  expect(JSON.parse(receipt).files).toHaveProperty(
    ['Certs/wifi.xml'],
    expect.stringMatching(/^[0-9a-f]{64}$/),
  )
  expect(run(['verify', 'output/PC']).stdout).toContain('ready')

  const changed = wifiProfile({ key: 'another key' })
  writeFileSync(join(cwd, 'depot.xml'), changed)
  expect(run(['regenerate', 'PC', '--yes'])).toMatchObject({ status: 0 })
  expect(readFileSync(onStick())).toEqual(changed)
})

test('regenerate says which file is missing, and takes another', () => {
  run([...NEW, '--wifi-profile', 'depot.xml'])
  const other = join(cwd, 'elsewhere')
  mkdirSync(other)
  const args = ['regenerate', 'PC', '--yes', '--ca', join(cwd, 'ca'), '--output', join(cwd, 'output')]
  const refused = run(args, other)
  expect(refused).toMatchObject({ status: 2 })
  expect(refused.stderr).toContain('--wifi-profile: cannot read depot.xml: not found')
  expect(run([...args, '--wifi-profile', join(cwd, 'depot.xml')], other)).toMatchObject({ status: 0 })
})

test('a profile that Windows would not take is refused with every other problem, before anything is made', () => {
  writeFileSync(join(cwd, 'depot.xml'), wifiProfile({ replace: ['<protected>false', '<protected>true'] }))
  const { status, stderr } = run([...NEW, '--days', '0', '--wifi-profile', 'depot.xml'])
  expect(status).toBe(2)
  expect(stderr).toMatch(/--days/)
  expect(stderr).toMatch(/--wifi-profile: the key is encrypted for the computer that it was exported on/)
  expect(existsSync(join(cwd, 'ca'))).toBe(false)
})

test('bulk puts it on every stick, and makes those again whose profile has changed', () => {
  writeFileSync(join(cwd, 'users.csv'), 'upn,device\njane@contoso.com,PC\njoe@contoso.com,PC-2\n')
  const args = ['bulk', 'users.csv', '--key', 'ec-p256', '--yes', '--wifi-profile', 'depot.xml']
  expect(run(args)).toMatchObject({ status: 0 })
  for (const device of ['PC', 'PC-2'])
    expect(readFileSync(onStick().replace('PC', device))).toEqual(wifiProfile())
  writeFileSync(join(cwd, 'depot.xml'), wifiProfile({ key: 'another key' }))
  expect(run(args).stderr).toContain('wifi-profile')
  expect(run([...args, '--force'])).toMatchObject({ status: 0 })
  expect(readFileSync(onStick())).toEqual(wifiProfile({ key: 'another key' }))
  writeFileSync(join(cwd, 'depot.xml'), 'x')
  expect(run([...args, '--force']).stderr.match(/not well-formed XML/g)).toHaveLength(1)
})

test('certstick.json may name the file, seen from its own folder', () => {
  const customer = join(cwd, 'contoso')
  mkdirSync(customer)
  writeFileSync(join(customer, 'depot.xml'), wifiProfile())
  writeFileSync(join(customer, 'certstick.json'), JSON.stringify({ wifiProfile: 'depot.xml' }))
  run(['ca', 'create', '--key', 'ec-p256', '--yes', '--profile', 'contoso'])
  expect(run([...NEW, '--profile', 'contoso'])).toMatchObject({ status: 0 })
  expect(readFileSync(onStick(customer))).toEqual(wifiProfile())
})

test('wipe takes it off a stick', () => {
  const stick = join(cwd, 'stick')
  mkdirSync(stick)
  expect(run([...NEW, '--wifi-profile', 'depot.xml', '--stick', 'stick'])).toMatchObject({ status: 0 })
  expect(existsSync(join(stick, 'Certs', 'wifi.xml'))).toBe(true)
  expect(run(['wipe', 'stick'])).toMatchObject({ status: 0 })
  expect(existsSync(join(stick, 'Certs'))).toBe(false)
})
