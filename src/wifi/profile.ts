// A WLAN profile as Windows exports it, checked before it goes on a stick. Nothing in the file is trusted, and no message
// shows its key. Rules: Microsoft's WLAN_profile schema, v1 ([MS-GPWL]); lengths of keys from IEEE 802.11.
import { decodeText } from '../answer-file/encoding.ts'
import { faultOf } from '../answer-file/fault.ts'
import { scanXml, type XmlElement } from '../answer-file/xml.ts'
import { type Problem, throwProblems, UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'

export interface WifiProfile {
  /** Name of the network, for people. */
  readonly network: string
  /** Whether each user or device has an account of its own (802.1X), such as a certificate. */
  readonly enterprise: boolean
}

export const WIFI_FIELD = 'wifiProfile'

const EXPORT = 'export it with netsh wlan export profile name="NETWORK" key=clear folder=.'
const NAMESPACE = 'http://www.microsoft.com/networking/WLAN/profile/v1'

/**
 * What each authentication is encrypted with; without a key, with one for all, or with 802.1X.
 * @see https://learn.microsoft.com/windows/win32/nativewifi/wlan-profileschema-authencryption-security-element
 */
const ENCRYPTIONS: Readonly<Record<string, readonly string[]>> = {
  open: ['none', 'WEP'],
  shared: ['WEP'],
  WPA: ['TKIP', 'AES'],
  WPAPSK: ['TKIP', 'AES'],
  WPA2: ['TKIP', 'AES'],
  WPA2PSK: ['TKIP', 'AES'],
  WPA3: ['AES', 'GCMP256'],
  WPA3ENT192: ['AES', 'GCMP256'],
  WPA3ENT: ['AES', 'GCMP256'],
  WPA3SAE: ['AES'],
  OWE: ['AES'],
}
const WITH_SHARED_KEY = ['WPAPSK', 'WPA2PSK', 'WPA3SAE']
const WITH_ACCOUNT = ['WPA', 'WPA2', 'WPA3', 'WPA3ENT192', 'WPA3ENT']

/** @throws UserError wrong-input: all problems of the file */
export function readWifiProfile(bytes: Uint8Array): WifiProfile {
  const root = scan(bytes)
  const problems: Problem[] = []
  const fail = (message: string, hint: string): void =>
    void problems.push({ field: WIFI_FIELD, message, hint })
  if (root.local !== 'WLANProfile' || root.namespace !== NAMESPACE) {
    const isNamed = root.local === 'WLANProfile'
    fail(
      isNamed
        ? `the namespace of WLANProfile is ${shown(root.namespace)}`
        : `it is ${shown(root.local)}, not a WLAN profile`,
      isNamed ? `write xmlns="${NAMESPACE}"` : EXPORT,
    )
  } else {
    checkText(root, 'name', (name) => name.length <= 255, fail)
    checkText(root, 'connectionType', (type) => type === 'ESS', fail)
    checkText(root, 'connectionMode', (mode) => mode === 'auto' || mode === 'manual', fail)
    checkSecurity(root, fail)
  }
  const network = networkOf(root)
  if (problems.length === 0 && network === null) {
    fail('SSIDConfig/SSID has no network name of 1 to 32 bytes', EXPORT)
  }
  throwProblems('the WLAN profile cannot be used', problems)
  return { network: network ?? '', enterprise: textAt(root, AUTH, 'useOneX') === 'true' }
}

/** The reader's own words may quote the key, so only the place is reported. */
function scan(bytes: Uint8Array): XmlElement {
  try {
    return scanXml(decodeText(bytes).text)
  } catch (error) {
    const fault = faultOf(error)
    if (fault === null) throw error
    const what = fault.code === 'doctype' ? 'it has a DOCTYPE' : 'it is not well-formed XML'
    const message = `line ${fault.line}, column ${fault.column}: ${what}`
    throw new UserError('wrong-input', 'the WLAN profile cannot be used', {
      problems: [{ field: WIFI_FIELD, message, hint: EXPORT }],
    })
  }
}

type Fail = (message: string, hint: string) => void

const SECURITY = ['MSM', 'security']
const AUTH = [...SECURITY, 'authEncryption']

function checkText(root: XmlElement, name: string, isRight: (text: string) => boolean, fail: Fail): void {
  const text = textAt(root, [], name)
  if (text === null || text === '') fail(`${name} is missing`, EXPORT)
  else if (!isRight(text)) fail(`${name} is ${shown(text)}, which Windows does not take`, EXPORT)
}

function checkSecurity(root: XmlElement, fail: Fail): void {
  const [authentication, encryption] = [
    textAt(root, AUTH, 'authentication') ?? '',
    textAt(root, AUTH, 'encryption') ?? '',
  ]
  const encryptions = Object.hasOwn(ENCRYPTIONS, authentication) ? ENCRYPTIONS[authentication] : undefined
  if (encryptions === undefined) {
    const known = Object.keys(ENCRYPTIONS).join(', ')
    fail(`authentication is ${shown(authentication)}, which certstick does not know`, `one of ${known}`)
    return
  }
  if (!encryptions.includes(encryption)) {
    fail(
      `encryption is ${shown(encryption)}, which does not go with ${authentication}`,
      `one of ${encryptions.join(', ')}`,
    )
  }
  const usesAccount = textAt(root, AUTH, 'useOneX') === 'true'
  if (usesAccount !== WITH_ACCOUNT.includes(authentication) && authentication !== 'open')
    fail(`useOneX does not go with ${authentication}`, EXPORT)
  checkKey(root, authentication, fail)
}

function checkKey(root: XmlElement, authentication: string, fail: Fail): void {
  const path = [...SECURITY, 'sharedKey']
  const isNeeded = WITH_SHARED_KEY.includes(authentication)
  if (elementAt(root, path) === null) {
    if (isNeeded) fail('the key of the network is missing', EXPORT)
    return
  }
  const [type, isProtected, key] = [
    textAt(root, path, 'keyType'),
    textAt(root, path, 'protected'),
    textAt(root, path, 'keyMaterial') ?? '',
  ]
  if (isProtected !== 'false') {
    fail('the key is encrypted for the computer that it was exported on', EXPORT)
    return
  }
  if (!isNeeded) return
  if (type !== 'passPhrase' && type !== 'networkKey')
    fail(`keyType is ${shown(type ?? '')}`, 'one of passPhrase, networkKey')
  else if (type === 'passPhrase' && !/^[\x20-\x7e]{8,63}$/.test(key))
    fail('keyMaterial is not a passphrase of 8 to 63 ASCII characters', EXPORT)
  else if (type === 'networkKey' && !/^[0-9a-f]{64}$/i.test(key))
    fail('keyMaterial is not a key of 64 hexadecimal digits', EXPORT)
}

/** From the first SSID; `hex` comes first, as on Windows. Null: it has none that 802.11 allows. */
function networkOf(root: XmlElement): string | null {
  const path = ['SSIDConfig', 'SSID']
  const hex = textAt(root, path, 'hex')
  if (hex !== null && !/^(?:[0-9a-f]{2}){1,32}$/i.test(hex)) return null
  const name = hex === null ? textAt(root, path, 'name') : Buffer.from(hex, 'hex').toString()
  if (name === null || name === '') return null
  return hex === null && Buffer.byteLength(name) > 32 ? null : name
}

function elementAt(root: XmlElement, path: readonly string[]): XmlElement | null {
  let at: XmlElement | undefined = root
  for (const name of path)
    at = at?.children.find(({ local, namespace }) => local === name && namespace === NAMESPACE)
  return at ?? null
}

/** Without the white space around it, except of a key. Null: there is no such element. */
function textAt(root: XmlElement, path: readonly string[], name: string): string | null {
  const text = elementAt(root, [...path, name])?.text ?? null
  return name === 'keyMaterial' ? text : (text?.trim() ?? null)
}
