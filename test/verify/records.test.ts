import { expect, test } from 'vitest'
import type { Issued, LedgerEvent } from '../../src/authority/ledger.ts'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
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

const AT = '2026-11-22T10:00:00Z'
const { serialNumber } = made.plan.certificate
const issued: Issued = {
  event: 'issued',
  at: '2026-11-22T09:30:00Z',
  serialNumber,
  userPrincipalName: 'jane@yourdomain.com',
  device: 'LAPTOP-01',
  name: 'LAPTOP-01',
  notBefore: null,
  notAfter: receipt.notAfter,
  thumbprint: receipt.thumbprint,
  answers: {},
  certificate: null,
}

/** The CA's books, which say this of jane's certificate. */
function onRecord(events: readonly LedgerEvent[], records: Partial<RootRecords> = {}): Break {
  const ledger = emptyLedger()
  for (const event of events) applyEvent(ledger, event, { offset: 0, length: 0 })
  return expecting({ records: { root: root.certificate, ledger, insisted: true, ...records } })
}

testBrokenSticks([
  [
    'a revoked certificate',
    onRecord([issued, { event: 'revoked', at: AT, serialNumber, reason: 'keyCompromise' }]),
    ['revoked'],
  ],
  [
    'a superseded certificate',
    onRecord([issued, { event: 'superseded', at: AT, serialNumber, by: null }]),
    ['superseded'],
  ],
  ['a certificate that is not on record', onRecord([{ ...issued, serialNumber: '01' }]), ['not-on-record']],
  [
    'a certificate that was only intended',
    onRecord([{ ...issued, event: 'intended', output: '/media' }]),
    ['not-on-record'],
  ],
  [
    'a serial number that is another certificate’s',
    onRecord([{ ...issued, thumbprint: thumbprint(joe.certificate) }]),
    ['not-on-record'],
  ],
  ['the books of another CA', onRecord([issued], { root: elsewhere.certificate }), ['other-ca']],
])

test('a certificate that is on record as issued has no finding', async () => {
  const { facts, findings } = await verifyBroken(onRecord([issued]))
  expect(findings).toEqual([])
  expect(facts?.record).toBe('issued')
})

test('an entry that was taken over without its certificate counts', async () => {
  expect((await verifyBroken(onRecord([{ ...issued, thumbprint: null }]))).findings).toEqual([])
})

test('the books of another CA say nothing, where nobody named it', async () => {
  const { facts, findings } = await verifyBroken(
    onRecord([issued], { root: elsewhere.certificate, insisted: false }),
  )
  expect(findings).toEqual([])
  expect(facts?.record).toBeNull()
})
