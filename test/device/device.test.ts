// Finished sticks, taken through Setup and the first sign-ins of a simulated device: what would the browser offer?
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect } from 'vitest'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { produceAnswerFile } from '../../src/issue/produce.ts'
import { IMPORT_TABLE } from '../../src/plan/import-table.ts'
import { Secret } from '../../src/secret.ts'
import { makeMedium } from '../support/media.ts'
import { loadGrammar, type Parse } from '../support/powershell/syntax.ts'
import { makeRoot } from '../support/roots.ts'
import { MALFORMED_SAMPLES, readSamples } from '../support/samples.ts'
import { testWith } from '../support/tools.ts'
import { rehearse } from './rehearsal.ts'

const UPN = "o'Brien.zoe#1@contoso.com"
const secret = { word: 'Zebra7', password: "Zebra7’ä'$x;`&<>  ^" }
const root = makeRoot()

let parse: Parse
beforeAll(async () => {
  parse = await loadGrammar()
})

const folder = new URL('../../templates/', import.meta.url)
const templates = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) as Uint8Array }))
const samples = readSamples().filter(({ name }) => !MALFORMED_SAMPLES.includes(name))

describe.each(IMPORT_TABLE)('for $store, $importMode', ({ store, importMode }) => {
  // One certificate serves for all: what differs from template to template is the answer file.
  const { files: made, plan } = makeMedium(root, {
    upn: UPN,
    password: new Secret(secret.password),
    store,
    import: importMode,
    strictImport: importMode === 'script',
    addWindowsPe: true,
  })
  const ours = new Set(plan.answerFile.commands.map(({ path }) => path))

  testWith('openssl').each([...templates, ...samples])(
    'a stick from $name does all that it should',
    (template) => {
      const answerFile = produceAnswerFile(template.bytes, plan.answerFile)
      const files = new Map(made).set('autounattend.xml', answerFile)
      const facts = inspectAnswerFile(answerFile)
      const foreignCommands = new Set(
        facts.commands.map(({ path }) => path).filter((path) => !ours.has(path)),
      )
      const keepsPassword = store === 'machine' && importMode === 'inline'
      expect(facts.architectures).not.toEqual([])
      for (const architecture of facts.architectures) {
        const came = rehearse({
          files,
          foreignCommands,
          architecture,
          secret,
          parse,
          userPrincipalName: UPN,
          root: root.certificate,
        })
        expect(came).toEqual({
          ended: null,
          rootTrusted: true,
          machine: store === 'user' ? 'none' : 'locked',
          user: store === 'machine' ? 'none' : 'locked',
          offered: store === 'machine' ? [] : [UPN],
          strangers: 0,
          questions: 0,
          // windows.md §3: Panther keeps the commands; nothing is left to take the password out of them
          secrets: keepsPassword ? ['unattend-original.xml', 'unattend.xml'] : [],
          tellers: [],
          planted: false,
          computerName: 'LAPTOP-01',
        })
      }
    },
  )
})
