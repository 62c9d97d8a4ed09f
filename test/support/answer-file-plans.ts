// What may be asked of an answer file, as fast-check makes it up.
import fc from 'fast-check'
import {
  IMPORT_DESCRIPTION,
  importCommand,
  importCommandProblems,
  SCRIPT_DESCRIPTION,
  scriptCommand,
} from '../../src/answer-file/commands.ts'
import type { AnswerFilePlan } from '../../src/answer-file/render.ts'
import { Secret } from '../../src/secret.ts'

const runScript = {
  description: SCRIPT_DESCRIPTION,
  path: scriptCommand({ pfxFileName: 'jane-cba.pfx', strict: false }),
}
const imports = fc
  .record({
    password: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 16 }).map((text) => new Secret(text)),
    pfxFileName: fc.stringMatching(/^[a-z'.#^~!_-]{1,12}$/).map((local) => `${local}-cba.pfx`),
    exportable: fc.boolean(),
  })
  .filter((command) => importCommandProblems(command).length === 0)
  .map((command) => ({ description: IMPORT_DESCRIPTION, path: importCommand(command) }))
/** Of commands alone, for the architectures that a file uses. */
export const plans: fc.Arbitrary<AnswerFilePlan> = fc.record({
  commands: imports.chain((one) => fc.constantFrom([one], [one, runScript], [runScript])),
  computerName: fc.constant(null),
  architectures: fc.constant(null),
  addWindowsPe: fc.constant(false),
  bundled: fc.constant(null),
})
