// A stick that is jane's and whole, broken in one place: what the device then makes of it.
import { beforeAll, expect } from 'vitest'
import type { RequestInput } from '../../src/request/request.ts'
import { Secret } from '../../src/secret.ts'
import { makeMedium } from '../support/media.ts'
import { loadGrammar, type Parse } from '../support/powershell/syntax.ts'
import { makeRoot } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'
import { type Amiss, makeForeignPfx } from './foreign-pfx.ts'
import { type Facts, type Rehearsal, rehearse } from './rehearsal.ts'

const UPN = 'jane@yourdomain.com'
const secret = { word: 'Zebra7', password: 'Zebra7 striped' }
export const root = makeRoot()
export const inline: RequestInput = { password: new Secret(secret.password), store: 'both', import: 'inline' }
export const byScript: RequestInput = { ...inline, import: 'script' }

let parse: Parse
beforeAll(async () => {
  parse = await loadGrammar()
})

export interface Case {
  readonly input?: RequestInput
  readonly answerFile?: (xml: string) => string
  readonly script?: (script: string) => string
  readonly pfx?: Amiss
  readonly device?: Partial<Rehearsal>
  /** Added, or taken away where it is null. */
  readonly files?: Readonly<Record<string, string | null>>
}

const sticks = new Map<RequestInput, ReadonlyMap<string, Uint8Array>>()

/** jane's stick, made once for each input: its PFX takes as long as all that the device does with it. */
export function stickFor(input: RequestInput): ReadonlyMap<string, Uint8Array> {
  const files = sticks.get(input) ?? makeMedium(root, input).files
  sticks.set(input, files)
  return files
}

export function play({ input = inline, answerFile, script, pfx, device, files: others = {} }: Case): Facts {
  const files = new Map(stickFor(input))
  change(files, 'autounattend.xml', answerFile)
  change(files, 'Certs/install.ps1', script)
  if (pfx !== undefined) files.set('Certs/jane-cba.pfx', makeForeignPfx(root, secret.password, pfx))
  for (const [path, text] of Object.entries(others)) {
    if (text === null) expect(files.delete(path)).toBe(true)
    else files.set(path, Buffer.from(text))
  }
  return rehearse({ files, userPrincipalName: UPN, secret, root: root.certificate, parse, ...device })
}

function change(
  files: Map<string, Uint8Array>,
  path: string,
  edit: ((text: string) => string) | undefined,
): void {
  if (edit === undefined) return
  const before = Buffer.from(files.get(path) ?? []).toString('latin1')
  const after = edit(before)
  expect(after).not.toBe(before)
  files.set(path, Buffer.from(after, 'latin1'))
}

export const whole: Facts = {
  ended: null,
  rootTrusted: true,
  machine: 'locked',
  user: 'locked',
  offered: [UPN],
  strangers: 0,
  questions: 0,
  secrets: [],
  tellers: [],
  planted: false,
  computerName: 'LAPTOP-01',
}
export const nothing = { rootTrusted: false, machine: 'none', user: 'none', offered: [] } as const
/** Setup stops before anything is done; what Panther has by then does not matter. */
export const ended = (why: RegExp) => ({
  ...nothing,
  ended: expect.stringMatching(why),
  secrets: expect.any(Array),
  computerName: expect.toBeOneOf(['LAPTOP-01', null]),
})

/** A rule, what breaks it, and the facts that are then others than of the whole stick. */
export type Rule = readonly [rule: string, broken: Case, facts: Partial<Record<keyof Facts, unknown>>]

export function testRules(rules: readonly Rule[]): void {
  testWith('openssl').each(rules)('%s', (_, broken, facts) => {
    expect(play(broken)).toEqual({ ...whole, ...facts })
  })
}

export const PANTHER_COPIES = ['unattend-original.xml', 'unattend.xml']
export const STAGED = ['jane-cba.password.txt', 'jane-cba.pfx']

export const first = (text: RegExp, by: string) => (content: string) => content.replace(text, by)
