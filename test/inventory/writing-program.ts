// Issues certificates into the inventory of a folder until it has done its share or is killed; prints each serial number before
// and after its write. Arguments: folder, first number, how many; "same" makes all of them for one user and device.
import { writeSync } from 'node:fs'
import { argv } from 'node:process'
import { intent, issue, ROOT_SHA256, reopen, serialOf } from '../support/inventory.ts'

const [folder = '', first = '0', count = '0', same = ''] = argv.slice(2)
const jane = { userPrincipalName: 'jane@contoso.com', device: 'LAPTOP-1', name: 'LAPTOP-1' }
const inventory = await reopen({ folder, rootSha256: ROOT_SHA256 })
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  await inventory.write((writer) => writer.intend(intent(number, same === 'same' ? jane : {})))
  writeSync(1, `begin ${serialOf(number)}\n`)
  const outcome = await inventory
    .write((writer) => writer.issue(issue(number, { der: Buffer.alloc(1200, number % 251) })))
    .then(
      () => 'done',
      ({ name, message }: Error) => (/same time/.test(message) ? 'overtaken' : `failed ${name}: ${message}`),
    )
  writeSync(1, `${outcome} ${serialOf(number)}\n`)
}
