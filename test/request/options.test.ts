import { Option } from 'commander'
import { describe, expect, test } from 'vitest'
import { fieldOf, flagOf } from '../../src/cli/fields.ts'
import { planMedia } from '../../src/plan/plan.ts'
import { recordRequest } from '../../src/plan/recorded.ts'
import {
  COLUMN_FIELDS,
  FIELDS,
  flagName,
  OPTIONS,
  SHARED_FIELDS,
  USER_FIELDS,
} from '../../src/request/options.ts'
import { parseRequest, pickRequest, type RequestInput, recallRequest } from '../../src/request/request.ts'
import { Secret } from '../../src/secret.ts'
import { wifiFile } from '../../src/wifi/wifi-file.ts'
import { textOf } from '../support/documents.ts'
import { wifiProfile } from '../support/wifi.ts'
import { frozenRandom, NOW } from '../support/world.ts'

const LEAST: RequestInput = { upn: 'jane@contoso.com', password: new Secret('Correct-Horse-7') }
/** Each option other than it is by default. */
const MOST: Required<RequestInput> = {
  ...LEAST,
  upn: 'jane@contoso.com',
  password: new Secret('Correct-Horse-7'),
  device: 'LAPTOP-01',
  template: 'minimal',
  days: '30',
  key: 'ec-p384',
  pfx: 'modern',
  store: 'user',
  import: 'script',
  strictImport: true,
  exportable: true,
  autoSelect: true,
  wifiProfile: 'wifi.xml',
  architecture: 'amd64,arm64',
  addWindowsPe: true,
  language: 'de-DE',
  locale: 'de-AT',
  keyboard: 'de-CH;0409:00020409',
  timeZone: 'W. Europe Standard Time',
  productKey: 'firmware',
  accept: 'setting-twice,computer-name',
}

function planOf(input: RequestInput) {
  return planMedia(parseRequest(input), {
    now: NOW,
    random: frozenRandom(),
    root: { notBefore: NOW, notAfter: new Date('2036-01-01'), commonName: 'Contoso Root CA' },
    crlUrl: null,
    template: { name: input.template ?? 'entra-join', bytes: new Uint8Array(), bundled: true },
    wifi: input.wifiProfile === undefined ? null : wifiFile(input.wifiProfile, wifiProfile()),
    outputFolder: '/output',
    outputName: null,
  })
}

describe('what the inventory keeps of a request', () => {
  test.each([
    ['with no option', LEAST],
    ['with every option', MOST],
  ])('%s leads to the same plan again', (_, input) => {
    const plan = planOf(input)
    const { upn, device, password } = input
    const again = planOf({ ...recallRequest(recordRequest(plan)), upn, device, password })
    expect({ ...again, notes: [] }).toEqual({ ...plan, notes: [] })
  })

  test('has each option that was given as it was given, and no secret', () => {
    const recorded = recordRequest(planOf(MOST))
    const recalled: RequestInput = recallRequest(recorded)
    for (const field of FIELDS.filter((one) => OPTIONS[one].recall !== null)) {
      expect(recalled[field], field).toEqual(MOST[field])
    }
    expect(JSON.stringify(recorded)).not.toContain('Correct-Horse-7')
  })

  test('asks for nothing where nothing was kept', () => {
    expect(parseRequest({ ...LEAST, ...recallRequest({}) })).toEqual(parseRequest(LEAST))
  })
})

test('the defaults that help names are those of the plan', () => {
  const recorded: Readonly<Record<string, string>> = recordRequest(planOf(LEAST))
  const named = FIELDS.flatMap((field) => {
    const [, named] = /\(default (\S+)\)$/.exec(OPTIONS[field].help) ?? []
    return named === undefined ? [] : [[field, named]]
  })
  expect(named.length).toBeGreaterThan(4)
  expect(named).toEqual(named.map(([field = '']) => [field, recorded[field]]))
})

test('each flag is read into the field of its row', () => {
  for (const field of FIELDS.filter((one) => one !== 'password')) {
    const option = new Option(OPTIONS[field].flag)
    expect(option.attributeName()).toBe(field)
    expect(option.isBoolean(), field).toBe(typeof MOST[field] === 'boolean')
  }
  for (const field of FIELDS)
    expect([flagOf(field), fieldOf(flagName(field))]).toEqual([flagName(field), field])
  expect([...USER_FIELDS, ...SHARED_FIELDS].sort()).toEqual([...FIELDS].sort())
})

test('what else a command takes is not part of the request', () => {
  const options = { ...MOST, json: true, output: 'elsewhere' }
  expect(pickRequest(options)).toEqual(MOST)
})

test('the page about many users names every column that a table of users may have', () => {
  const [sentence = ''] = /Columns beside[\s\S]*?in any order/.exec(textOf('docs/many-users.md')) ?? []
  const named = [...sentence.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
  expect(named.toSorted()).toEqual([...COLUMN_FIELDS, 'password_file'].sort())
})
