// What is shown of an answer file holds none of its secrets, wherever its author put them.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { maskSecrets } from '../../src/answer-file/mask.ts'

const folder = new URL('../fixtures/answer-files/', import.meta.url)
const withSecrets = readdirSync(folder)
  .map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }))
  .filter(({ name }) => /^(secret-|plain-text-password|product-key\.)/.test(name))

test.each(withSecrets)('$name shows none', ({ bytes }) => {
  const masked = Buffer.from(maskSecrets(bytes))
  expect(masked.toString()).not.toMatch(/hunter2|AAAAA-7BCDF|aHVudGVy|aAB1AG4A/)
  expect(masked.toString()).toContain('********')
  expect(inspectAnswerFile(masked).architectures).toEqual(inspectAnswerFile(bytes).architectures)
})

test('a file without secrets is shown as it is', () => {
  const bytes = readFileSync(new URL('nothing-wrong.no-secrets.xml', folder))
  expect(Buffer.from(maskSecrets(bytes))).toEqual(bytes)
})

test('of several secrets in one command and one comment each is masked', () => {
  const command = 'net user a hunter2 /add &amp;&amp; cmdkey /add:x /user:y /pass:hunter2'
  const text = `<unattend xmlns="urn:schemas-microsoft-com:unattend"><!-- ?aPassword=hunter2&bPassword=hunter2 --><settings pass="specialize"><component><Path>${command}</Path></component></settings></unattend>`
  const masked = Buffer.from(maskSecrets(Buffer.from(text))).toString()
  expect(masked.match(/\*{8}/g)).toHaveLength(4)
  expect(masked).not.toContain('hunter2')
})
