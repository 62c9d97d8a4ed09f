import { expect, test } from 'vitest'
import type { LedgerEntry } from '../../src/authority/ledger.ts'
import type { RootRecords } from '../../src/verify/record.ts'
import { thumbprint } from '../../src/x509/identifiers.ts'
import {
  type Break,
  expecting,
  made,
  receipt,
  root,
  testBrokenSticks,
  verifyBroken,
} from '../support/broken-sticks.ts'
import { makeClient, makeRoot } from '../support/roots.ts'

const joe = makeClient(root, { userPrincipalName: 'joe@yourdomain.com' })
const elsewhere = makeRoot()

/** The CA's books, in which jane's certificate stands so. */
function onRecord(state: Partial<LedgerEntry>, records: Partial<RootRecords> = {}): Break {
  const { serialNumber } = made.plan.certificate
  const entry: LedgerEntry = {
    serialNumber,
    state: 'issued',
    userPrincipalName: 'jane@yourdomain.com',
    device: 'LAPTOP-01',
    name: 'LAPTOP-01',
    intendedAt: '2026-11-22T09:30:00Z',
    output: null,
    issuedAt: '2026-11-22T09:30:00Z',
    notBefore: null,
    notAfter: receipt.notAfter,
    thumbprint: receipt.thumbprint,
    superseded: null,
    revocation: null,
    place: null,
    ...state,
  }
  const ledger = { entries: new Map([[entry.serialNumber, entry]]), lastCrl: null }
  return expecting({ records: { root: root.certificate, ledger, insisted: true, ...records } })
}

testBrokenSticks([
  [
    'a revoked certificate',
    onRecord({ state: 'revoked', revocation: { at: '2026-11-22T10:00:00Z', reason: 'keyCompromise' } }),
    ['revoked'],
  ],
  [
    'a superseded certificate',
    onRecord({ state: 'superseded', superseded: { at: '2026-11-22T10:00:00Z', by: null } }),
    ['superseded'],
  ],
  ['a certificate that is not on record', onRecord({ serialNumber: '01' }), ['not-on-record']],
  ['a certificate that was only intended', onRecord({ state: 'intended' }), ['not-on-record']],
  [
    'a serial number that is another certificate’s',
    onRecord({ thumbprint: thumbprint(joe.certificate) }),
    ['not-on-record'],
  ],
  ['the books of another CA', onRecord({}, { root: elsewhere.certificate }), ['other-ca']],
])

test('a certificate that is on record as issued has no finding', () => {
  const { facts, findings } = verifyBroken(onRecord({}))
  expect(findings).toEqual([])
  expect(facts?.record).toBe('issued')
})

test('an entry that was taken over without its certificate counts', () => {
  expect(verifyBroken(onRecord({ thumbprint: null })).findings).toEqual([])
})

test('the books of another CA say nothing, where nobody named it', () => {
  const { facts, findings } = verifyBroken(onRecord({}, { root: elsewhere.certificate, insisted: false }))
  expect(findings).toEqual([])
  expect(facts?.record).toBeNull()
})
