import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { parseRequest, type RequestInput } from '../../src/request/request.ts'
import { Secret } from '../../src/secret.ts'

const password = new Secret('correct horse')

function problemsOf(input: RequestInput): Record<string, string> {
  try {
    parseRequest(input)
    return {}
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.code).toBe('wrong-input')
    return Object.fromEntries(error.problems.map(({ field, message }) => [field, message]))
  }
}

test('says everything that is wrong at once, with what to do', () => {
  const input = {
    upn: 'jane',
    device: 'a b',
    days: '0',
    key: 'dsa',
    pfx: 'old',
    store: 'x',
    import: 'y',
  }
  expect(Object.keys(problemsOf(input)).sort()).toEqual(
    ['days', 'device', 'import', 'key', 'password', 'pfx', 'store', 'upn'].sort(),
  )
  expect(() => parseRequest(input)).toThrowError(
    expect.objectContaining({
      problems: expect.arrayContaining([expect.objectContaining({ hint: expect.any(String) })]),
    }),
  )
})

test('takes what is right as values and leaves the rest to the plan', () => {
  expect(parseRequest({ upn: 'Jane.Doe@contoso.com', password, days: '30', key: 'ec-p256' })).toMatchObject({
    userPrincipalName: { text: 'Jane.Doe@contoso.com', localPart: 'Jane.Doe', domain: 'contoso.com' },
    device: null,
    validityDays: 30,
    keyAlgorithm: 'ec-p256',
    pfxFormat: null,
    store: null,
    exportable: false,
  })
})

describe('user principal names', () => {
  test.each(["o'brien.zoe#1@contoso.com", 'a!b^c~d_e-f@x-y.example.org', `${'a'.repeat(64)}@b.co`])(
    'takes %s',
    (upn) => {
      expect(problemsOf({ upn, password })).toEqual({})
    },
  )

  test.each([
    ['jane', 'has no @'],
    ['@contoso.com', 'nothing before @'],
    ['jane.@contoso.com', 'dot just before @'],
    ['ja ne@contoso.com', '" " is not allowed before @'],
    ['a@b@contoso.com', '"@" is not allowed before @'],
    ['jäne@contoso.com', '"ä" is not allowed before @'],
    ['jane@contoso', 'is not a domain name'],
    ['jane@contoso..com', 'is not a domain name'],
    ['jane@-contoso.com', 'is not a domain name'],
    ['../../x@contoso.com', '"/" is not allowed before @'],
    [`${'a'.repeat(65)}@contoso.com`, '65 characters before @'],
    [`jane@${'a'.repeat(45)}.com`, '49 characters after @'],
    ['$(calc)@contoso.com', '"$" is not allowed before @'],
    ['jane@contoso.com\n', 'is not a domain name'],
  ])('refuses %j', (upn, why) => {
    expect(problemsOf({ upn, password })['upn']).toContain(why)
  })
})

test.each(['LAPTOP-01', 'a', 'X23456789012345'])('takes the device name %s', (device) => {
  expect(problemsOf({ upn: 'a@b.co', password, device })).toEqual({})
})

test.each(['', '-a', 'a-', '123', 'X234567890123456', 'a.b', 'CON PC', 'CON', '../x', 'ö'])(
  'refuses the device name %j',
  (device) => {
    expect(Object.keys(problemsOf({ upn: 'a@b.co', password, device }))).toEqual(['device'])
  },
)

test('an empty password is refused, none at all is named as missing, and one may be made', () => {
  expect(problemsOf({ upn: 'a@b.co', password: new Secret('') })).toHaveProperty('password')
  expect(problemsOf({ upn: 'a@b.co' })).toEqual({ password: 'is missing' })
  expect(parseRequest({ upn: 'a@b.co', password: 'made' }).password).toBeNull()
})

test('any text at all becomes a request or a list of problems', () => {
  fc.assert(
    fc.property(
      fc.record({
        upn: fc.string({ unit: 'binary' }),
        device: fc.string(),
        days: fc.string(),
      }),
      (input) => {
        const problems = problemsOf({ ...input, password })
        for (const message of Object.values(problems)) expect(message).not.toBe('')
      },
    ),
    { numRuns: 300 },
  )
})
