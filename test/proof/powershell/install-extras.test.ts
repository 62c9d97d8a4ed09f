// What install.ps1 does besides the import, run by the real engine.
import { beforeAll, describe, expect } from 'vitest'
import { judgeLog } from '../../../src/device-log/judge-log.ts'
import { CERTAUTH_HOSTS } from '../../../src/entra/clouds.ts'
import { makeRoot } from '../../support/roots.ts'
import { hasTool } from '../../support/tools.ts'
import { WIFI_KEY, wifiProfile } from '../../support/wifi.ts'
import { testInPowerShell } from './engine.ts'
import { live, type Phase, type Told } from './lives.ts'
import { COPIES, setup, wholeStick, withoutMachine } from './sticks.ts'

const SIGN_IN = [
  'copies for the first sign-in: done',
  'hive of the default user loaded: done',
  'entry in RunOnce: done',
  'hive of the default user unloaded: done',
]
const IMPORTED = [
  'steps: root machine wifi user',
  'root certificate: done',
  'certificate imported into the store of CurrentUser',
]

describe('with a Wi-Fi profile', () => {
  const phases: readonly Phase[] = [
    {},
    { failing: ['netsh.exe wlan'] },
    { wlan: 'Stopped' },
    { failing: ['Get-Service'] },
  ]
  let told: Told[] = []
  beforeAll(() => {
    if (!hasTool('pwsh')) return
    const { files } = wholeStick({ wifiProfile: 'depot.xml', strictImport: true })
    // A device each, because a failure must not be helped by what came before.
    told = live(phases.map((phase) => ({ files: withoutMachine(files), phases: [phase] }))).flat()
  }, 300_000)

  testInPowerShell(
    'the script waits a minute for the service, and gives netsh the file for all users',
    () => {
      const [first] = told
      const calls = first?.calls.filter(([name]) => name === 'netsh.exe' || name === 'WaitForStatus')
      const file = `filename=${first?.device}/stick/Certs/wifi.xml`
      expect(calls).toEqual([
        ['WaitForStatus', 'Running', '60'],
        ['netsh.exe', 'wlan', 'add', 'profile', file, 'user=all'],
      ])
      expect(first).toMatchObject({ code: 0, log: [...IMPORTED, 'Wi-Fi profile: done', ...SIGN_IN] })
    },
  )

  testInPowerShell('a failure is logged, and neither ends a strict Setup nor costs the certificate', () => {
    const whys = [
      'Wi-Fi profile: netsh.exe ended with 0x00000005',
      'Time out has expired and the operation has not been completed.',
      'failed as told',
    ]
    for (const [i, why] of whys.entries()) {
      const { code, log = [], staged, files } = told[i + 1] ?? {}
      const [, , , third = '', ...rest] = log
      expect(third).toContain('the Wi-Fi profile was not added: ')
      expect(third).toContain(why)
      expect({ code, rest, staged }).toEqual({ code: 0, rest: SIGN_IN, staged: COPIES })
      const { verdict, findings } = judgeLog(files?.get('windows/Panther/certstick.log') ?? Buffer.alloc(0))
      expect({ verdict, codes: findings.map(({ code: one }) => one) }).toEqual({
        verdict: 'imported', // as the machine's import goes to the user's store here
        codes: ['wifi-not-added'],
      })
    }
  })

  testInPowerShell('the key of the network is in no argument, no log and no copy', () => {
    for (const { calls, files } of told) {
      expect(calls.flat().join('\0')).not.toContain(WIFI_KEY)
      for (const bytes of files.values()) {
        expect(bytes.includes(WIFI_KEY)).toBe(false)
        expect(bytes.includes(wifiProfile())).toBe(false)
      }
    }
  })
})

describe('with --auto-select', () => {
  const name = 'Größe "&" <Söhne> \\ $x %PATH% ’'
  let told: Told[] = []
  beforeAll(() => {
    if (!hasTool('pwsh')) return
    const made = wholeStick({ autoSelect: true }, makeRoot({ commonName: name }))
    const files = withoutMachine(made.files)
    told = live([withoutRegistry(files), files].map((one) => ({ files: one, phases: [setup] }))).flat()
  }, 300_000)

  testInPowerShell('both browsers get a rule for each of Entra’s hosts, with the name of the root', () => {
    const [first] = told
    const values = first?.calls.filter(([program]) => program === 'SetValue')
    const expected = ['Microsoft\\Edge', 'Google\\Chrome'].flatMap((browser) =>
      CERTAUTH_HOSTS.map((host, i) => [
        'SetValue',
        `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\${browser}\\AutoSelectCertificateForUrls`,
        String(7301 + i),
        { pattern: `https://[*.]${host}`, filter: { ISSUER: { CN: name } } },
      ]),
    )
    expect(
      values?.map(([program, key, number, rule = '']) => [program, key, number, JSON.parse(rule)]),
    ).toEqual(expected)
    expect(first?.log).toContain('choice of the certificate in Edge and Chrome: done')
  })

  testInPowerShell('where .NET refuses, as it does here, the browser asks and nothing ends', () => {
    const [, refused] = told
    const line = refused?.log.find((one) =>
      one.startsWith('Edge and Chrome will ask which certificate to take: '),
    )
    expect(line).toMatch(/not supported on this platform/)
    expect(refused).toMatchObject({ code: 0, staged: COPIES })
  })
})

/** Only Windows has a registry. */
function withoutRegistry(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const script = Buffer.from(files.get('Certs/install.ps1') ?? []).toString('latin1')
  const edited = script.replaceAll('[Microsoft.Win32.Registry]::SetValue(', 'Set-TestValue(')
  expect(edited).not.toBe(script)
  return new Map(files).set('Certs/install.ps1', Buffer.from(edited, 'latin1'))
}
