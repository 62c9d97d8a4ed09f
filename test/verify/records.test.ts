import { expect, test } from 'vitest'
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
import { inventoryOf, type Step } from '../support/inventory.ts'
import { makeClient, makeRoot } from '../support/roots.ts'

const joe = makeClient(root, { userPrincipalName: 'joe@yourdomain.com' })
const elsewhere = makeRoot()

const { serialNumber } = made.plan.certificate
const { notAfter, thumbprint: ours } = receipt
const jane = {
  serialNumber,
  userPrincipalName: 'jane@yourdomain.com',
  device: 'LAPTOP-01',
  name: 'LAPTOP-01',
  notAfter,
}
const placement = { folder: '/output/LAPTOP-01', stage: 'stage' }
const signed = {
  serialNumber,
  der: Buffer.of(1),
  notBefore: '2026-01-01T00:00:00Z',
  notAfter,
  request: {},
  placement,
}

const intended: Step = (writer) => writer.intend(jane)
const issued: Step = (writer) => {
  writer.intend(jane)
  writer.issue({ ...signed, thumbprint: ours })
}
const replaced: Step = (writer) => {
  writer.intend({ ...jane, serialNumber: '5a99' })
  writer.issue({ ...signed, serialNumber: '5a99', thumbprint: 'AB' })
}

/** The CA's inventory, in which these things happened. */
async function recorded(steps: readonly Step[], records: Partial<RootRecords> = {}): Promise<Break> {
  const inventory = await inventoryOf(...steps)
  return expecting({ records: { root: root.certificate, inventory, insisted: true, ...records } })
}

testBrokenSticks([
  [
    'a revoked certificate',
    await recorded([issued, (writer) => writer.revoke(serialNumber, { reason: 'keyCompromise' })]),
    ['revoked'],
  ],
  ['a superseded certificate', await recorded([issued, replaced]), ['superseded']],
  [
    'a withdrawn certificate',
    await recorded([issued, (writer) => writer.withdraw(serialNumber, 'test')]),
    ['withdrawn'],
  ],
  ['a certificate that the inventory does not have', await recorded([]), ['not-on-record']],
  ['a certificate that was only intended', await recorded([intended]), ['not-on-record']],
  [
    'a serial number that is another certificate’s',
    await recorded([
      intended,
      (writer) => writer.issue({ ...signed, thumbprint: thumbprint(joe.certificate) }),
    ]),
    ['not-on-record'],
  ],
  ['the inventory of another CA', await recorded([issued], { root: elsewhere.certificate }), ['other-ca']],
])

test('a certificate that is recorded as issued has no finding', async () => {
  const { facts, findings } = await verifyBroken(await recorded([issued]))
  expect(findings).toEqual([])
  expect(facts?.record).toBe('issued')
})

test('a certificate that was imported without its bytes counts', async () => {
  const { device: _, ...row } = jane
  const bare: Step = (writer) => writer.import({ ...row, notBefore: null, thumbprint: null, der: null })
  expect((await verifyBroken(await recorded([bare]))).findings).toEqual([])
})

test('the inventory of another CA says nothing, where nobody named it', async () => {
  const { facts, findings } = await verifyBroken(
    await recorded([issued], { root: elsewhere.certificate, insisted: false }),
  )
  expect(findings).toEqual([])
  expect(facts?.record).toBeNull()
})
