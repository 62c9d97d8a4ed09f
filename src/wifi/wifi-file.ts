// The WLAN profile that goes on a stick, with its bytes as a secret: it holds the key of the network in clear text.
import { Secret } from '../secret.ts'
import { readWifiProfile, type WifiProfile } from './profile.ts'

export interface WifiFile extends WifiProfile {
  /** Path, as the user gave it. */
  readonly name: string
  /** Its bytes, each as one character. */
  readonly content: Secret
}

/** @throws UserError wrong-input: all problems of the file */
export function wifiFile(name: string, bytes: Uint8Array): WifiFile {
  return { name, ...readWifiProfile(bytes), content: new Secret(Buffer.from(bytes).toString('latin1')) }
}
