import { describe, expect, test } from 'vitest'
import { countErrors, type Finding, formatFindings, limitFindings } from '../src/finding.ts'

const finding = (code: string, line: number): Finding => {
  return { severity: 'error', code, message: `no ${line}`, hint: 'mend it', line }
}

test('a hundred findings of a code are listed, and one says how many follow, where they follow', () => {
  const many = Array.from({ length: 350 }, (_, i) => [finding('a', i), finding(`b-${i % 2}`, i)]).flat()
  const kept = limitFindings(many)
  const ofA = kept.filter(({ code }) => code === 'a')
  expect(ofA.map(({ line }) => line)).toEqual(Array.from({ length: 101 }, (_, i) => i))
  expect(ofA.slice(0, 100)).toEqual(many.filter(({ code }) => code === 'a').slice(0, 100))
  expect(ofA[100]).toMatchObject({
    more: 250,
    severity: 'error',
    message: '250 more findings of a are not listed',
  })
  for (const code of ['b-0', 'b-1']) {
    expect(kept.filter((one) => one.code === code).map(({ more }) => more)).toEqual([
      ...Array(100).fill(undefined),
      75,
    ])
  }
  expect(countErrors(kept)).toBe(700)
})

test('what was limited is limited again without losing count', () => {
  const once = limitFindings(Array.from({ length: 102 }, (_, i) => finding('a', i)))
  expect(limitFindings(once)).toEqual(once)
  expect(limitFindings([finding('a', 0), ...once])).toHaveLength(101)
  expect(countErrors(limitFindings([finding('a', 0), ...once]))).toBe(103)
})

test('a hundred are all listed', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => finding('a', i))
  expect(limitFindings(hundred)).toEqual(hundred)
})

describe('findings on the terminal', () => {
  const one = {
    severity: 'warning',
    code: 'wipes-disk',
    message: 'erases disk 0',
    hint: 'keep it away',
  } as const

  test('a single one is a line that can be searched, and a hint', () => {
    expect(formatFindings([{ ...one, line: 3, column: 5 }])).toEqual([
      'warning: wipes-disk (line 3, column 5): erases disk 0',
      'hint: keep it away',
    ])
  })

  test('those of one code stand together, and say once what they share', () => {
    const other = {
      severity: 'error',
      code: 'setting-twice',
      message: 'a second OOBE',
      hint: 'delete one',
    } as const
    const findings = [
      { ...one, line: 3, column: 5 },
      other,
      { ...one, message: 'erases disk 1', line: 9, column: 5 },
    ]
    expect(formatFindings(findings)).toEqual([
      'warning: wipes-disk, 2 times:',
      '  line 3, column 5: erases disk 0',
      '  line 9, column 5: erases disk 1',
      'hint: keep it away',
      'error: setting-twice: a second OOBE',
      'hint: delete one',
    ])
  })

  test('those that are not listed count, and are named in a line of their own', () => {
    const many = Array.from({ length: 250 }, (_, line) => ({ ...one, line: line + 1, column: 1 }))
    const lines = formatFindings(limitFindings(many))
    expect(lines).toHaveLength(103)
    expect(lines[0]).toBe('warning: wipes-disk, 250 times:')
    expect(lines.slice(-3)).toEqual([
      '  line 100, column 1: erases disk 0',
      '  and 150 more',
      'hint: keep it away',
    ])
  })

  test('each says its own hint where these differ', () => {
    expect(formatFindings([one, { ...one, hint: 'take another' }])).toEqual([
      'warning: wipes-disk, 2 times:',
      '  erases disk 0',
      '  hint: keep it away',
      '  erases disk 0',
      '  hint: take another',
    ])
  })
})
