// The checker and the simulated device learnt the rules of Setup apart from each other, from the same sources. Where the
// one says that a file works and the other sees the certificate lost, one of the two is wrong.
import { beforeAll, expect } from 'vitest'
import { checkAnswerFile } from '../../src/answer-file/check.ts'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { UserError } from '../../src/errors.ts'
import { isError } from '../../src/finding.ts'
import { produceAnswerFile } from '../../src/issue/produce.ts'
import { Secret } from '../../src/secret.ts'
import { casesAbsent, readCases } from '../support/cases.ts'
import { makeMedium } from '../support/media.ts'
import { loadGrammar, type Parse } from '../support/powershell/syntax.ts'
import { makeRoot } from '../support/roots.ts'
import { MALFORMED_SAMPLES, readSamples, samplesAbsent } from '../support/samples.ts'
import { testUnless } from '../support/skips.ts'
import { hasTool } from '../support/tools.ts'
import { rehearse } from './rehearsal.ts'

const UPN = 'jane@yourdomain.com'
const secret = { word: 'Zebra7', password: 'Zebra7 striped' }
const root = makeRoot()
const { files: made, plan } = makeMedium(root, {
  upn: UPN,
  password: new Secret(secret.password),
  store: 'machine',
})

let parse: Parse
beforeAll(async () => {
  parse = await loadGrammar()
})

/** What the device does not know, and why. */
const UNKNOWN_TO_THE_DEVICE: Readonly<Record<string, string>> = {
  'one-x86-left.xml': 'it works on amd64, and what its author wanted for x86 is lost',
  'name-case.xml':
    'whether Setup minds the case of a name is open; a second component beside it would be twice, if not',
  'name-typo.xml': 'whether Setup stops on a component that it does not know is open',
}

/** Whether the certificate arrives on every device that the file is for. */
function arrives(template: Uint8Array): boolean {
  const answerFile = produceAnswerFile(template, { ...plan.answerFile, computerName: null, bundled: null })
  const facts = inspectAnswerFile(answerFile)
  const ours = new Set(plan.answerFile.commands.map(({ path }) => path))
  const foreignCommands = new Set(facts.commands.map(({ path }) => path).filter((path) => !ours.has(path)))
  const files = new Map(made).set('autounattend.xml', answerFile)
  return facts.architectures.every((architecture) => {
    const common = { files, foreignCommands, architecture, secret, parse }
    const came = rehearse({ ...common, userPrincipalName: UPN, root: root.certificate })
    return came.ended === null && came.rootTrusted && came.machine === 'locked'
  })
}

function agree(bytes: Uint8Array): void {
  const errors = checkAnswerFile(bytes).filter(isError)
  let came: boolean
  try {
    came = arrives(bytes)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    came = false // because it cannot take the command at all
  }
  expect({ arrives: came, errors }).toEqual({ arrives: errors.length === 0, errors })
}

const openssl = hasTool('openssl') ? null : 'openssl'

testUnless(casesAbsent ?? openssl)('agree on every case', () => {
  for (const { name, bytes } of readCases()) if (!Object.hasOwn(UNKNOWN_TO_THE_DEVICE, name)) agree(bytes)
})

testUnless(samplesAbsent ?? openssl)('agree on every sample', () => {
  for (const { name, bytes } of readSamples()) if (!MALFORMED_SAMPLES.includes(name)) agree(bytes)
})

testUnless(casesAbsent)('what the device does not know is a case', () => {
  const names = readCases().map(({ name }) => name)
  for (const name of Object.keys(UNKNOWN_TO_THE_DEVICE)) expect(names).toContain(name)
})
