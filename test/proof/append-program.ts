// Appends to the ledger of a CA folder until it has done its share or is killed; says each serial number that
// was confirmed. Arguments: folder, first number, how many, how many lines a batch.
import { writeSync } from 'node:fs'
import { argv } from 'node:process'
import { AuthorityStore } from '../../src/authority/store.ts'
import { intended, issued, serialOf } from '../support/ledger-events.ts'

const [folder = '', first = '0', count = '0', batch = '1'] = argv.slice(2)
const store = await AuthorityStore.open(folder)
const certificate = Buffer.alloc(1200, 7).toString('base64')
for (let number = Number(first); number < Number(first) + Number(count); number += Number(batch)) {
  const numbers = Array.from({ length: Number(batch) }, (_, index) => number + index)
  await store.write(
    () => {},
    async (ledger) => {
      await ledger.append(numbers.map((each) => intended(each)))
      await ledger.append(numbers.map((each) => issued(each, { certificate })))
    },
  )
  writeSync(1, numbers.map((each) => `${serialOf(each)}\n`).join(''))
}
