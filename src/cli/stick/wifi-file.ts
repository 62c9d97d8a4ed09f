// Reads the WLAN profile that `--wifi-profile` names. Loaded only where one is named.
import { resolve } from 'node:path'
import { systemReason, UserError } from '../../errors.ts'
import { readRegularFile } from '../../read-file.ts'
import { isForeignPath } from '../../recorded-path.ts'
import { shown } from '../../screen-text.ts'
import { WIFI_FIELD } from '../../wifi/profile.ts'
import { type WifiFile, wifiFile } from '../../wifi/wifi-file.ts'
import type { World } from '../../world.ts'

/** What Windows exports has two kilobytes, or ten with the settings of a company's network. */
const MAX_BYTES = 256 * 1024

/** @throws UserError wrong-input: it cannot be read, or Windows would not take it */
export function readWifiFile(name: string, { cwd }: Pick<World, 'cwd'>): WifiFile {
  return wifiFile(name, readBytes(name, cwd))
}

function readBytes(name: string, cwd: string): Uint8Array {
  try {
    const bytes = readRegularFile(resolve(cwd, name), { links: 'followed', mostBytes: MAX_BYTES })
    if (bytes === null) throw new Error(`it has more than ${MAX_BYTES} bytes`)
    return bytes
  } catch (cause) {
    const why = isForeignPath(name) ? 'it is a path of another operating system' : systemReason(cause)
    const message = `cannot read ${shown(name)}: ${why}`
    const hint = 'give the file that netsh wlan export profile wrote'
    const problems = [{ field: WIFI_FIELD, message, hint }]
    throw new UserError('wrong-input', 'the WLAN profile cannot be read', { problems, cause })
  }
}
