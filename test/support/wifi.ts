// WLAN profiles as `netsh wlan export profile key=clear` writes them.

/** A key with every character that XML and command lines treat in their own way. */
export const WIFI_KEY = 'Depot "key" <&> %PATH% $x\\'

export function wifiProfile(
  changes: { readonly key?: string; readonly replace?: readonly [RegExp | string, string] } = {},
): Buffer {
  const key = (changes.key ?? WIFI_KEY)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  const xml = `<?xml version="1.0"?>
<WLANProfile xmlns="http://www.microsoft.com/networking/WLAN/profile/v1">
\t<name>Depot</name>
\t<SSIDConfig>
\t\t<SSID>
\t\t\t<hex>4465706F74</hex>
\t\t\t<name>Depot</name>
\t\t</SSID>
\t</SSIDConfig>
\t<connectionType>ESS</connectionType>
\t<connectionMode>auto</connectionMode>
\t<MSM>
\t\t<security>
\t\t\t<authEncryption>
\t\t\t\t<authentication>WPA2PSK</authentication>
\t\t\t\t<encryption>AES</encryption>
\t\t\t\t<useOneX>false</useOneX>
\t\t\t</authEncryption>
\t\t\t<sharedKey>
\t\t\t\t<keyType>passPhrase</keyType>
\t\t\t\t<protected>false</protected>
\t\t\t\t<keyMaterial>${key}</keyMaterial>
\t\t\t</sharedKey>
\t\t</security>
\t</MSM>
\t<MacRandomization xmlns="http://www.microsoft.com/networking/WLAN/profile/v3">
\t\t<enableRandomization>false</enableRandomization>
\t</MacRandomization>
</WLANProfile>
`.replaceAll('\n', '\r\n')
  const [from, to] = changes.replace ?? ['', '']
  return Buffer.from(from === '' ? xml : xml.replace(from, to))
}
