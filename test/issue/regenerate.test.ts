// Which stick a name means, where the inventory also has certificates that another tool issued.
import { expect, test } from 'vitest'
import { issueStick } from '../../src/issue/issue.ts'
import { findFormer, listFormer } from '../../src/issue/regenerate.ts'
import { issueDesk } from '../support/issue.ts'

async function deskWithImport(upn: string) {
  const desk = await issueDesk()
  const [notBefore, notAfter, thumbprint] = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 'AB']
  const facts = { userPrincipalName: upn, name: upn, notBefore, notAfter, thumbprint }
  await desk.inventory.write((writer) =>
    writer.import({ serialNumber: '5a01', der: Buffer.from('x'), ...facts }),
  )
  return desk
}

test('of a user who has both, the stick that certstick made is meant', async () => {
  const { inventory, plan, means } = await deskWithImport('jane@yourdomain.com')
  await issueStick(plan(), means)
  expect(findFormer(inventory, 'jane@yourdomain.com').outputName).toBe('LAPTOP-01')
  expect(listFormer(inventory).map(({ name }) => name)).toEqual(['LAPTOP-01'])
})

test('where another tool issued all, that is said, and none is offered', async () => {
  const { inventory } = await deskWithImport('jane@yourdomain.com')
  expect(() => findFormer(inventory, 'jane@yourdomain.com')).toThrow('was not issued by certstick')
  expect(listFormer(inventory)).toEqual([])
})
