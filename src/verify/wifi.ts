// The WLAN profile on a stick: it is there if the script adds it, and Windows will take it. Its content is never shown.
import { UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import type { ScriptStep } from '../script/script.ts'
import { readWifiProfile } from '../wifi/profile.ts'
import { toFinding } from './faults.ts'
import { requireFile } from './required-files.ts'

const subject = MEDIA_PATHS.wifi

/** @param steps what the script does; empty: there is none */
export function checkWifi(medium: Medium, steps: readonly ScriptStep[]): Finding[] {
  if (!steps.includes('wifi')) return findPath(medium, subject) === null ? [] : [notRead(medium)]
  const file = requireFile(medium, subject, 'wifi-missing')
  if ('severity' in file) return [file]
  const why = faultOf(file.bytes)
  if (why === null) return []
  return [toFinding({ code: 'wifi-malformed', subject, message: `${subject} cannot be used: ${why}` })]
}

function notRead(medium: Medium): Finding {
  const isProfile = faultOf(findFile(medium, subject) ?? new Uint8Array()) === null
  const what = isProfile ? 'holds the key of a Wi-Fi network' : 'may hold the key of a Wi-Fi network'
  const message = `${subject} ${what}, and nothing on the stick reads it`
  return toFinding({
    code: 'wifi-on-stick',
    subject,
    message,
    hint: 'remove it from the stick',
    severity: 'warning',
  })
}

function faultOf(bytes: Uint8Array): string | null {
  try {
    readWifiProfile(bytes)
    return null
  } catch (error) {
    if (error instanceof UserError) return error.problems[0]?.message ?? error.message
    throw error
  }
}
