// What the script does besides the import: for every store and import mode, and with what may fail on a device.
import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { judgeLog } from '../../src/device-log/judge-log.ts'
import { CERTAUTH_HOSTS } from '../../src/entra/clouds.ts'
import { IMPORT_TABLE } from '../../src/plan/import-table.ts'
import { Secret } from '../../src/secret.ts'
import { makeMedium, SCRIPT_TEMPLATE } from '../support/media.ts'
import { loadGrammar, type Parse } from '../support/powershell/syntax.ts'
import { makeRoot } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'
import { WIFI_KEY } from '../support/wifi.ts'
import { NOW } from '../support/world.ts'
import { policyOf, takes } from './auto-select.ts'
import { offers } from './chromium.ts'
import { type Device, newDevice } from './device.ts'
import { unplugAll } from './files.ts'
import { rehearse } from './rehearsal.ts'
import { installWindows } from './setup.ts'
import { signIn } from './sign-in.ts'

const UPN = 'jane@yourdomain.com'
const secret = { word: 'Zebra7', password: "Zebra7’ä'$x;`&<>  ^" }
const root = makeRoot()

let parse: Parse
beforeAll(async () => {
  parse = await loadGrammar()
})

describe.each(IMPORT_TABLE)('for $store, $importMode, with --auto-select', ({ store, importMode }) => {
  const { files } = makeMedium(root, {
    upn: UPN,
    password: new Secret(secret.password),
    store,
    import: importMode,
    autoSelect: true,
  })

  testWith('openssl')('Edge and Chrome take the certificate at Entra’s hosts, and nowhere else', () => {
    const device = newDevice({ architecture: 'amd64', parse })
    installWindows(device, { sticks: [{ letter: 'D', files }] })
    unplugAll(device.disks)
    const trusted = new X509Certificate(root.certificate)
    const found = offers(signIn(device, UPN), { root: trusted, now: new Date(NOW.getTime() + 86_400_000) })
    for (const browser of ['microsoft\\edge', 'google\\chrome'] as const) {
      const at = (host: string) => takes(device, browser, { host, offers: found })?.userPrincipalName ?? null
      const taken = store === 'machine' ? null : UPN
      expect(at('certauth.login.microsoftonline.com')).toBe(taken)
      expect(at('t0a1b2c3.certauth.login.microsoftonline.com')).toBe(taken)
      expect(at('certauth.login.microsoftonline.us')).toBe(taken)
      expect(at('login.microsoftonline.com')).toBeNull()
      expect(at('certauth.login.microsoftonline.com.contoso.com')).toBeNull()
      expect(at('xcertauth.login.microsoftonline.com')).toBeNull()
      expect(policyOf(device, browser)).toHaveLength(2)
    }
  })

  testWith('openssl')('a browser asks where the policy cannot be written, and all else is as without', () => {
    const device = newDevice({ architecture: 'amd64', parse })
    device.canWritePolicies = false
    installWindows(device, { sticks: [{ letter: 'D', files }] })
    expect(device.machineHive.size).toBe(0)
    expect(device.machine.my).toHaveLength(store === 'user' ? 0 : 1)
    const log = device.disks.files.get(String.raw`c:\windows\panther\certstick.log`)?.bytes ?? Buffer.alloc(0)
    expect(judgeLog(log).findings.map(({ code }) => code)).toContain('browsers-ask')
  })
})

testWith('openssl')(
  'a certificate of another root is not taken, and a root’s name may have any letters',
  () => {
    const name = 'Größe "&" <Söhne> \\ $x %PATH% ’'
    const odd = makeRoot({ commonName: name })
    const { files } = makeMedium(odd, { upn: UPN, store: 'user', autoSelect: true })
    const device = newDevice({ architecture: 'amd64', parse })
    installWindows(device, { sticks: [{ letter: 'D', files }] })
    const [entry = ''] = policyOf(device, 'google\\chrome')
    expect(JSON.parse(entry).filter).toEqual({ ISSUER: { CN: name } })
    const { certificate } = makeMedium(root, { upn: UPN })
    const others = [{ userPrincipalName: UPN, certificate: new X509Certificate(certificate) }]
    const host = 'certauth.login.microsoftonline.com'
    expect(takes(device, 'google\\chrome', { host, offers: others })).toBeNull()
  },
)

test('the hosts of the script are those of the rest', () => {
  for (const host of CERTAUTH_HOSTS) expect(SCRIPT_TEMPLATE).toContain(`"https://[*.]${host}"`)
  expect(SCRIPT_TEMPLATE.match(/\[\*\.\]/g)).toHaveLength(CERTAUTH_HOSTS.length)
})

describe.each(IMPORT_TABLE)('for $store, $importMode, with a Wi-Fi profile', ({ store, importMode }) => {
  const { files } = makeMedium(root, {
    upn: UPN,
    password: new Secret(secret.password),
    store,
    import: importMode,
    strictImport: importMode === 'script',
    wifiProfile: 'depot.xml',
  })

  function install(change: (device: Device) => unknown = () => null): { device: Device; log: string } {
    const device = newDevice({ architecture: 'amd64', parse })
    change(device)
    installWindows(device, { sticks: [{ letter: 'D', files }] })
    const log = device.disks.files.get(String.raw`c:\windows\panther\certstick.log`)
    return { device, log: Buffer.from(log?.bytes ?? []).toString() }
  }

  testWith('openssl')('the certificate arrives as without one, and no password stays', () => {
    const came = rehearse({ files, secret, parse, userPrincipalName: UPN, root: root.certificate })
    expect(came).toMatchObject({
      ended: null,
      rootTrusted: true,
      machine: store === 'user' ? 'none' : 'locked',
      user: store === 'machine' ? 'none' : 'locked',
      offered: store === 'machine' ? [] : [UPN],
      secrets: [], // for the machine, inline, the script that adds the profile also takes it out of Panther
      tellers: [],
    })
  })

  testWith('openssl')('Setup adds the profile for all users before it ends, and copies it nowhere', () => {
    const { device, log } = install()
    expect([...device.networks]).toEqual([['Depot', WIFI_KEY]])
    expect(log).toContain('Wi-Fi profile: done')
    expect(log).not.toContain(WIFI_KEY)
    expect(device.started.flat().join(' ')).not.toContain(WIFI_KEY)
    unplugAll(device.disks)
    const holders = [...device.disks.files.values()].filter(({ bytes }) =>
      Buffer.from(bytes).includes('keyMaterial'),
    )
    expect(holders).toEqual([])
  })

  testWith('openssl')(
    'a device without Wi-Fi gets its certificate, and the log says why it has no network',
    () => {
      for (const [change, why] of [
        [(device: Device) => Object.assign(device, { hasWifi: false }), /no Wi-Fi adapter/],
        [(device: Device) => device.services.set('wlansvc', 'stopped'), /did not start within a minute/],
        [(device: Device) => device.services.delete('wlansvc'), /did not start within a minute/],
      ] as const) {
        const { device, log } = install(change)
        expect([...device.networks]).toEqual([])
        expect(device.machine.my).toHaveLength(store === 'user' ? 0 : 1)
        const { verdict, findings } = judgeLog(Buffer.from(log))
        // An inline import is in no log of ours.
        if (store !== 'machine' || importMode === 'script')
          expect(verdict).toBe(store === 'machine' ? 'imported' : 'prepared')
        expect(findings.find(({ code }) => code === 'wifi-not-added')?.message).toMatch(why)
      }
    },
  )
})
