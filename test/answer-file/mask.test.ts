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

const inPass = (inner: string) =>
  Buffer.from(
    `<unattend xmlns="urn:schemas-microsoft-com:unattend"><settings pass="specialize"><component>${inner}</component></settings></unattend>`,
  )

test.each([
  [
    'a command of certstick that was edited',
    "<C><Description>Import CBA Certificates</Description><Path>certutil -importpfx -p 'hunter2' $f  NoExport</Path></C>",
  ],
  ['a command inside a password', '<APassword><Path>net user a hunter2 /add</Path></APassword>'],
  ['a password inside a command', '<Path>net user a hunter2 /add<APassword>hunter2</APassword></Path>'],
  ['text beside settings', '<APassword>hunter2<PlainText>true</PlainText></APassword>'],
])('%s is masked', (_, inner) => {
  const masked = Buffer.from(maskSecrets(inPass(inner))).toString()
  expect(masked).not.toContain('hunter2')
  expect(masked).toContain('********')
})

test('a file without secrets is shown as it is', () => {
  const bytes = readFileSync(new URL('nothing-wrong.no-secrets.xml', folder))
  expect(Buffer.from(maskSecrets(bytes))).toEqual(bytes)
})

test('of several secrets in one command and one comment each is masked', () => {
  const command = 'net user a hunter2 /add &amp;&amp; cmdkey /add:x /user:y /pass:hunter2'
  const comment = '<!-- ?aPassword=hunter2&bPassword=hunter2 -->'
  const masked = Buffer.from(maskSecrets(inPass(`${comment}<Path>${command}</Path>`))).toString()
  expect(masked.match(/\*{8}/g)).toHaveLength(4)
  expect(masked).not.toContain('hunter2')
})
