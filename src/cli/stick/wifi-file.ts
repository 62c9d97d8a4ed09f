// Reads the WLAN profile that `--wifi-profile` names. Loaded only where one is named.
import { WIFI_FIELD } from '../../wifi/profile.ts'
import { type WifiFile, wifiFile } from '../../wifi/wifi-file.ts'
import type { World } from '../../world.ts'
import { readNamedFile } from '../named-file.ts'

/** What Windows exports has two kilobytes, or ten with the settings of a company's network. */
const MAX_BYTES = 256 * 1024

/** @throws UserError wrong-input: it cannot be read, or Windows would not take it */
export function readWifiFile(name: string, world: Pick<World, 'cwd'>): WifiFile {
  const hint = 'give the file that netsh wlan export profile wrote'
  return wifiFile(name, readNamedFile(name, world, { field: WIFI_FIELD, mostBytes: MAX_BYTES, hint }))
}
