// Reads what was given for one option: text becomes a value, or a problem of the option's field. `options.ts` lists the
// options.

import { computerNameFault } from '../answer-file/computer-name.ts'
import { ARCHITECTURES, type Architecture } from '../answer-file/vocabulary.ts'
import type { Problem } from '../errors.ts'
import { fileNameFault } from '../media/file-name.ts'
import { shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import { readChoice } from './choices.ts'
import { toUserPrincipalName, type UserPrincipalName, userPrincipalNameFault } from './user-principal-name.ts'

export function readUserPrincipalName(text: string | undefined, problems: Problem[]): UserPrincipalName {
  const hint = 'write it as name@domain, as Entra ID spells it'
  if (text === undefined) {
    problems.push({ field: 'upn', message: 'is missing', hint })
    return toUserPrincipalName('')
  }
  const fault = userPrincipalNameFault(text)
  if (fault !== null) problems.push({ field: 'upn', message: fault, hint })
  return toUserPrincipalName(text)
}

export function readDevice(text: string | undefined, problems: Problem[]): string | null {
  if (text === undefined) return null
  const fault = computerNameFault(text) ?? fileNameFault(text) // the output is named after it too
  if (fault !== null) {
    const hint = 'give 1 to 15 letters, digits and hyphens, such as LAPTOP-01'
    problems.push({ field: 'device', message: `${shown(text)} ${fault}`, hint })
  }
  return text
}

export function readPassword(password: Secret | 'made' | undefined, problems: Problem[]): Secret | null {
  if (password === 'made') return null
  if (password === undefined) {
    const hint = 'give --password-file, set CERTSTICK_PFX_PASSWORD, or give --yes to generate one'
    problems.push({ field: 'password', message: 'is missing', hint })
    return null
  }
  if (password.reveal() === '') {
    // macOS cannot open a PFX with an empty password.
    problems.push({
      field: 'password',
      message: 'is empty',
      hint: 'give a password, or leave it out and give --yes to generate one',
    })
  }
  return password
}

/** A hundred years: longer than any root, and no date overflows. */
export const MOST_DAYS = 36_525

/** Whole days, at least 1; null if none were given, or the text is a problem. */
export function readDays(text: string | undefined, problems: Problem[]): number | null {
  if (text === undefined) return null
  const days = /^[0-9]{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (days >= 1 && days <= MOST_DAYS) return days
  const message = `${shown(text)} is not a number of days from 1 to ${MOST_DAYS}`
  problems.push({ field: 'days', message, hint: 'give a whole number, such as 365' })
  return null
}

export function readArchitectures(
  text: string | undefined,
  problems: Problem[],
): readonly Architecture[] | null {
  if (text === undefined) return null
  const read = (name: string) => readChoice('architecture', ARCHITECTURES, { text: name.trim(), problems })
  return [...new Set(text.split(',').map(read))].filter((architecture) => architecture !== null)
}

/** Codes of findings, each once. Whether they can be accepted is for those to say who know the findings. */
export function readAccepted(text: string | undefined): readonly string[] {
  return [...new Set((text ?? '').split(',').map((code) => code.trim()))].filter((code) => code !== '')
}
