import { describe, expect, test } from 'vitest'
import { problemsOf, UserError } from '../../src/errors.ts'
import { readWifiProfile } from '../../src/wifi/profile.ts'
import { wifiFile } from '../../src/wifi/wifi-file.ts'
import { WIFI_KEY, wifiProfile } from '../support/wifi.ts'

function problemsIn(bytes: Uint8Array): string[] {
  try {
    readWifiProfile(bytes)
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return problemsOf(error, '').map(({ message }) => message)
  }
}

const edited = (from: RegExp | string, to: string): Buffer => wifiProfile({ replace: [from, to] })

describe('a WLAN profile that Windows exported', () => {
  test('is read, with the name of its network', () => {
    expect(readWifiProfile(wifiProfile())).toEqual({ network: 'Depot', enterprise: false })
  })

  test.each([
    ['with a byte order mark', Buffer.concat([Buffer.from('\ufeff'), wifiProfile()])],
    ['as UTF-16', Buffer.from(`\ufeff${wifiProfile()}`, 'utf16le')],
    ['without hex', edited(/<hex>.*<\/hex>/, '')],
    ['without the name in SSID', edited('<name>Depot</name>\r\n\t\t</SSID>', '</SSID>')],
    ['of WPA3', edited('WPA2PSK', 'WPA3SAE')],
    [
      'without a key',
      edited(/WPA2PSK[\s\S]*AES[\s\S]*<sharedKey>[\s\S]*<\/sharedKey>/, OPEN('open', 'none')),
    ],
    ['of OWE', edited(/WPA2PSK[\s\S]*<sharedKey>[\s\S]*<\/sharedKey>/, OPEN('OWE', 'AES'))],
    [
      'with a key of 64 digits',
      edited(/passPhrase([\s\S]*)<keyMaterial>.*</, `networkKey$1<keyMaterial>${'0aF9'.repeat(16)}<`),
    ],
    ['with the shortest passphrase', wifiProfile({ key: 'x'.repeat(8) })],
    ['with the longest', wifiProfile({ key: `${' '.repeat(62)}~` })],
  ])('may be %s', (_, bytes) => {
    expect(problemsIn(bytes)).toEqual([])
  })

  test.each([
    ['WPA2', 'AES'],
    ['WPA3ENT', 'AES'],
    ['WPA3ENT192', 'GCMP256'],
  ])('with accounts (802.1X), such as %s, needs no key', (authentication, encryption) => {
    const open = OPEN(authentication, encryption, 'true')
    const bytes = edited(/WPA2PSK[\s\S]*<sharedKey>[\s\S]*<\/sharedKey>/, open)
    expect(readWifiProfile(bytes)).toEqual({ network: 'Depot', enterprise: true })
  })

  test('names a network beyond ASCII by its hex', () => {
    const hex = Buffer.from('Büro 📶').toString('hex').toUpperCase()
    expect(readWifiProfile(edited('4465706F74', hex)).network).toBe('Büro 📶')
  })
})

function OPEN(authentication: string, encryption: string, useOneX = 'false'): string {
  return `${authentication}</authentication><encryption>${encryption}</encryption><useOneX>${useOneX}</useOneX></authEncryption>`
}

describe('refused, with what is expected instead, is', () => {
  test.each([
    ['another file', Buffer.from('<unattend xmlns="urn:x"/>'), /it is unattend, not a WLAN profile/],
    [
      'the namespace of the documentation',
      edited('http://www', 'https://www'),
      /the namespace of WLANProfile is https:/,
    ],
    ['no namespace', edited(/ xmlns="[^"]*profile\/v1"/, ''), /the namespace/],
    [
      'a key that only its computer can read',
      edited('<protected>false', '<protected>true'),
      /encrypted for the computer/,
    ],
    ['no key', edited(/<sharedKey>[\s\S]*<\/sharedKey>/, ''), /the key of the network is missing/],
    ['a short passphrase', wifiProfile({ key: 'x'.repeat(7) }), /8 to 63 ASCII/],
    ['a long one', wifiProfile({ key: 'x'.repeat(64) }), /8 to 63 ASCII/],
    ['one beyond ASCII', wifiProfile({ key: 'Größenwahn' }), /8 to 63 ASCII/],
    ['a short key', edited('passPhrase', 'networkKey'), /64 hexadecimal digits/],
    ['another kind of key', edited('passPhrase', 'secret'), /keyType is secret/],
    ['an unknown authentication', edited('WPA2PSK', 'WPA9'), /authentication is WPA9/],
    ['a property of every object', edited('WPA2PSK', 'constructor'), /authentication is constructor/],
    ['an encryption that does not fit', edited('>AES<', '>WEP<'), /WEP, which does not go with WPA2PSK/],
    ['a network between computers', edited('>ESS<', '>IBSS<'), /connectionType is IBSS/],
    ['no connectionMode', edited(/<connectionMode>.*<\/connectionMode>/, ''), /connectionMode is missing/],
    ['no name', edited('<name>Depot</name>', '<name> </name>'), /name is missing/],
    ['a long name', edited('<name>Depot</name>', `<name>${'x'.repeat(256)}</name>`), /name is x+/],
    ['no SSID', edited(/<SSIDConfig>[\s\S]*<\/SSIDConfig>/, ''), /no network name of 1 to 32 bytes/],
    ['a long SSID', edited('4465706F74', '41'.repeat(33)), /no network name of 1 to 32 bytes/],
    ['an odd number of digits', edited('4465706F74', '4465706F7'), /no network name/],
    [
      'a DOCTYPE',
      edited('<WLANProfile', '<!DOCTYPE x [<!ENTITY a "b">]><WLANProfile'),
      /line 2.*it has a DOCTYPE/,
    ],
    [
      'a file that was cut off',
      wifiProfile().subarray(0, 700),
      /line \d+, column \d+: it is not well-formed XML/,
    ],
    ['nothing', Buffer.alloc(0), /not well-formed/],
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0xfe]), /not well-formed/],
    ['elements without end', Buffer.from('<WLANProfile>'.repeat(100_000)), /not well-formed/],
  ])('%s', (_, bytes, why) => {
    expect(problemsIn(bytes).join('; ')).toMatch(why)
  })

  test('every problem at once', () => {
    const xml = String(edited('>ESS<', '>IBSS<')).replace('>AES<', '>none<').replace('>auto<', '>never<')
    expect(problemsIn(Buffer.from(xml))).toHaveLength(3)
  })

  test.each(['secret&word;', 'secret<word', 'secret]]>word', 'secret\u0001word'])(
    'a key that breaks the XML (%j), which no message quotes',
    (key) => {
      const found = problemsIn(edited(/<keyMaterial>.*</, `<keyMaterial>${key}<`))
      expect(found).toHaveLength(1)
      expect(found.join()).not.toMatch(/secret|word/)
    },
  )
})

test('the content of the file does not print', () => {
  const file = wifiFile('depot.xml', wifiProfile())
  expect(JSON.stringify(file)).not.toContain('Depot "key')
  expect(JSON.stringify(file)).not.toContain(JSON.stringify(WIFI_KEY))
  expect(Buffer.from(file.content.reveal(), 'latin1')).toEqual(wifiProfile())
})
