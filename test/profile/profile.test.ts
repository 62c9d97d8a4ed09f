import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { formatProfile, parseProfile } from '../../src/profile/profile.ts'
import { formatSchema } from '../../src/profile/schema.ts'
import { CUSTOMER_KEYS } from '../../src/profile/settings.ts'
import { FIELDS, OPTIONS, PROFILE_FIELDS } from '../../src/request/options.ts'

const parse = (value: unknown) =>
  parseProfile(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), '/c/certstick.json')

function problemsOf(value: unknown): readonly (readonly [field: string, message: string])[] {
  try {
    parse(value)
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.problems.map(({ field, message }) => [field, message])
  }
}

describe('certstick.json', () => {
  test('gives paths from its own folder, and values as options have them', () => {
    const profile = parse({ name: 'Contoso', ca: '../ca', days: 90, exportable: true, store: 'user' })
    expect(profile).toMatchObject({
      name: 'Contoso',
      ca: resolve('/ca'),
      output: resolve('/c/output'),
      tenant: null,
    })
    expect(profile.defaults).toEqual({ days: '90', exportable: true, store: 'user' })
  })

  test('may have the default of every option but those that each user has for himself', () => {
    expect(FIELDS.filter((field) => OPTIONS[field].profile === null)).toEqual(['upn', 'device', 'password'])
  })

  test('can be written by Windows, with a byte order mark', () => {
    expect(parse('\ufeff{"name": "Contoso"}').name).toBe('Contoso')
  })

  test('is read again as it was written', () => {
    const values = { domain: 'contoso.com', name: 'Contoso', days: 30, ca: 'ca' }
    const text = formatProfile(values)
    expect(JSON.parse(text)).toEqual({ $schema: './certstick.schema.json', ...values })
    expect(parse(text)).toMatchObject({ name: 'Contoso', domain: 'contoso.com', defaults: { days: '30' } })
  })

  test('tells all its problems at once, unknown keys by name, and no value of a secret', () => {
    const wrong = {
      name: 'x'.repeat(42),
      tenant: 'not a tenant',
      pfxPassword: 'hunter2',
      token: 'hunter2',
      upn: 'jane@contoso.com',
      'Strict-Import': true,
      flavour: 'mint',
      days: '30',
      key: 'hunter2',
      exportable: 'yes',
      template: '',
    }
    const problems = problemsOf(wrong)
    expect(problems.map(([field]) => field)).toEqual(Object.keys(wrong).map((key) => `"${key}"`))
    expect(JSON.stringify(problems)).not.toContain('hunter2')
    expect(Object.fromEntries(problems)).toMatchObject({
      '"pfxPassword"': expect.stringContaining('looks like a secret'),
      '"flavour"': 'is not a setting',
      '"days"': expect.stringContaining('whole number'),
    })
  })

  test.each([
    ['{"password": "hunter2" "x"}', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
  ])('that is no object is refused without a word of its text: %s', (text, reason) => {
    expect(() => parse(text)).toThrow(reason)
    expect(() => parse(text)).not.toThrow('hunter2')
  })
})

describe('the JSON schema', () => {
  const schema = JSON.parse(formatSchema())

  test('has each key that certstick.json may have, and no other', () => {
    expect(Object.keys(schema.properties)).toEqual(['$schema', ...CUSTOMER_KEYS, ...PROFILE_FIELDS])
    expect(schema.additionalProperties).toBe(false)
  })

  test('lies in the package as the table says', () => {
    const built = readFileSync(new URL('../../dist/certstick.schema.json', import.meta.url), 'utf8')
    expect(built).toBe(formatSchema())
  })

  // Each value that the schema allows by its type is tried.
  test('allows what the reader takes: an example of each key', () => {
    const example = (key: string): unknown => {
      const { type, enum: words, minimum, examples } = schema.properties[key]
      if (words !== undefined) return words[0]
      if (examples !== undefined) return examples[0]
      return { boolean: true, integer: minimum, string: 'contoso.com' }[type as string]
    }
    const all = Object.fromEntries([...CUSTOMER_KEYS, ...PROFILE_FIELDS].map((key) => [key, example(key)]))
    expect(problemsOf(all)).toEqual([])
  })
})
