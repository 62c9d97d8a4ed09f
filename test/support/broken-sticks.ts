// Ways to break a stick that is jane's and whole, each in just one place.
import { expect, test } from 'vitest'
import type { Expectation, Verdict } from '../../src/verify/verify.ts'
import { makeMedium, PASSWORD, verifyFiles } from './media.ts'
import { makeRoot } from './roots.ts'
import { NOW } from './world.ts'

/** RSA, because its signatures all have one length and can be replaced inside a certificate. */
export const root = makeRoot({ keyAlgorithm: 'rsa-2048' })
/** Without a script; `broken-scripts.test.ts` has those. */
export const made = makeMedium(root, { store: 'machine' })
export const { receipt } = made

export const ANSWER_FILE = 'autounattend.xml'
export const ROOT = 'Certs/rootCA.cer'
export const PFX = 'Certs/jane-cba.pfx'

export interface Stick {
  readonly files: Map<string, Uint8Array>
  expected: Partial<Expectation>
}

export type Break = (stick: Stick) => void

/** A name that goes on from `a stick with`, how to break it so, and the codes of all that is then found. */
export type BrokenStick = readonly [name: string, broken: Break, codes: readonly string[]]

/** Changes the answer file, and is sure that it did. */
export function edited(change: (xml: string) => string): Break {
  return ({ files }) => {
    const before = Buffer.from(files.get(ANSWER_FILE) ?? []).toString()
    const after = change(before)
    expect(after).not.toBe(before)
    files.set(ANSWER_FILE, Buffer.from(after))
  }
}

export function added(path: string, content: string | Uint8Array = 'x'): Break {
  return ({ files }) => void files.set(path, Buffer.from(content))
}

export function removed(path: string): Break {
  return ({ files }) => void expect(files.delete(path)).toBe(true)
}

export function expecting(expected: Partial<Expectation>): Break {
  return (stick) => {
    stick.expected = { ...stick.expected, ...expected }
  }
}

/** So many days after it was made. */
export function later(days: number): Break {
  return expecting({ now: new Date(NOW.getTime() + days * 86_400_000) })
}

export function all(...breaks: readonly Break[]): Break {
  return (stick) => {
    for (const broken of breaks) broken(stick)
  }
}

export function verifyBroken(broken: Break): Promise<Verdict> {
  const stick: Stick = { files: new Map(made.files), expected: {} }
  broken(stick)
  return verifyFiles(stick.files, stick.expected)
}

/** Each stick has just those findings, and each finding says what it is about, why, and what to do. */
export function testBrokenSticks(sticks: readonly BrokenStick[]): void {
  test.each(sticks)('a stick with %s', async (_name, broken, codes) => {
    const { findings } = await verifyBroken(broken)
    expect([...new Set(findings.map(({ code }) => code))].sort()).toEqual([...codes].sort())
    for (const finding of findings) {
      expect(finding.subject).toBeTruthy()
      expect(finding.message).toMatch(/^\S.{10,}[^.]$/)
      expect(finding.hint).toMatch(/^\S.{3,}[^.]$/)
      expect(JSON.stringify(finding)).not.toContain(PASSWORD.reveal())
    }
  })
}
