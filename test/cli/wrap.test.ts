import { describe, expect, test } from 'vitest'
import { wrapLines } from '../../src/cli/wrap.ts'

const PROSE = `Keep ${'the stick '.repeat(12)}safe.`

describe('a long line', () => {
  test('of prose is wrapped at 80 columns, in a pipe too, and at fewer where the screen has fewer', () => {
    for (const [columns, most] of [
      [null, 80],
      [120, 80],
      [40, 40],
    ] as const) {
      const lines = wrapLines(PROSE, columns).split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(most)
      expect(lines.join(' ')).toBe(PROSE)
    }
  })

  test('of a log stays whole in a pipe, and is indented below its kind on a screen', () => {
    const line = 'error: --output: the folder exists already, and holds files of somebody else'
    expect(wrapLines(line, null)).toBe(line)
    expect(wrapLines(line, 40)).toBe(
      'error: --output: the folder exists\n  already, and holds files of somebody\n  else',
    )
  })

  test('that tells a fact goes on below the fact, and stays whole in a pipe', () => {
    const line = '  root CA     CN=Contoso Device Root CA,O=Contoso, in contoso/ca'
    expect(wrapLines(line, null)).toBe(line)
    expect(wrapLines(line, 45)).toBe(
      '  root CA     CN=Contoso Device Root\n              CA,O=Contoso, in contoso/ca',
    )
  })

  test('of a list goes on below its text', () => {
    expect(wrapLines('10. Upload the root CA to Entra ID, and compare', 40)).toBe(
      '10. Upload the root CA to Entra ID, and\n    compare',
    )
    expect(wrapLines('+ rule: certificates of CN=Contoso Root CA', 40)).toBe(
      '+ rule: certificates of CN=Contoso Root\n  CA',
    )
  })

  test('never breaks a word that has room on a line of its own', () => {
    const word = 'X'.repeat(38)
    expect(wrapLines(`  thumbprint  ${word}`, 40)).toBe(`  thumbprint\n  ${word}`)
    expect(wrapLines(`              ${word}`, 40)).toBe(`  ${word}`)
    expect(wrapLines('X'.repeat(50), 40)).toBe('X'.repeat(50))
  })
})
