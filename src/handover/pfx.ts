// A folder with only the PFX, in the legacy format: for Windows before 10 1809 and for other programs.
import { type MediaTree, makeTree } from '../media/tree.ts'
import { certificateLines } from './facts.ts'
import { type Handover, type HandoverPfx, pfxFileName, STEPS_FILE, textFile } from './handover.ts'

export function pfxFiles(handover: Handover, pfx: HandoverPfx): MediaTree {
  const name = pfxFileName(handover)
  return makeTree([
    [name, pfx.bytes],
    [STEPS_FILE, textFile(stepLines(handover, name), '\r\n')],
  ])
}

function stepLines(handover: Handover, name: string): string[] {
  return [
    ...certificateLines(handover),
    `${name} has the user's key and certificate, and the root's certificate, in the legacy format (3DES and SHA-1)`,
    'that every Windows, macOS, Java, Firefox and OpenSSL reads. Its password is that of the PFX on the stick;',
    'give it to the user in another way.',
    '',
    `Delete this folder afterwards: anybody who has ${name} and its password can sign in as the user.`,
  ]
}
