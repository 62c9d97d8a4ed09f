// A folder for macOS: PFX and root, a script that imports them, and a configuration profile that installs both.
// The PFX has the legacy format, because keychains up to macOS 14.2 at least refuse the modern one.
// macOS asks for the password. Only the profile can contain it, and only if the user wants that. Sources: windows.md §8;
// security(1), `import` and `add-trusted-cert`.
import { type MediaTree, makeTree } from '../media/tree.ts'
import type { Secret } from '../secret.ts'
import { certificateLines } from './facts.ts'
import { type Handover, type HandoverPfx, pfxFileName, ROOT_FILE, STEPS_FILE, textFile } from './handover.ts'
import { renderProfile } from './profile.ts'
import { quoteShell } from './quoting.ts'

const SCRIPT = 'install.sh'

/** @param profilePassword goes into the profile in clear text; null: macOS asks for it */
export function macosFiles(handover: Handover, pfx: HandoverPfx, profilePassword: Secret | null): MediaTree {
  const name = pfxFileName(handover)
  const profile = name.replace(/pfx$/, 'mobileconfig')
  return makeTree([
    [ROOT_FILE, handover.root],
    [name, pfx.bytes],
    [SCRIPT, textFile(scriptLines(name, pfx))],
    [profile, Buffer.from(renderProfile(handover, pfx, profilePassword))],
    [
      STEPS_FILE,
      textFile(stepLines(handover, pfx, { name, profile, hasPassword: profilePassword !== null })),
    ],
  ])
}

function scriptLines(name: string, { exportable }: HandoverPfx): string[] {
  const options = exportable ? [] : ['-x'] // "private keys are non-extractable after being imported"
  return [
    '#!/bin/sh',
    '# Imports the sign-in certificate into your login keychain. Run it with: sh install.sh',
    '# macOS asks for the password of the PFX in a window, so the password is on no command line.',
    'set -eu',
    'folder=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)',
    'keychain=$HOME/Library/Keychains/login.keychain-db',
    `security import "$folder"/${[quoteShell(name), '-k "$keychain"', ...options].join(' ')}`,
    '# The root is trusted for this user only, and macOS asks first. The sign-in may work without it.',
    `security add-trusted-cert -r trustRoot -k "$keychain" "$folder/${ROOT_FILE}" ||`,
    '  echo "The root was not trusted, but the certificate was imported." >&2',
    'echo "The certificate is in the login keychain. Quit the browser, then sign in."',
  ]
}

interface FileNames {
  readonly name: string
  readonly profile: string
  readonly hasPassword: boolean
}

function stepLines(handover: Handover, pfx: HandoverPfx, names: FileNames): string[] {
  const { name, profile, hasPassword } = names
  return [
    ...certificateLines(handover),
    'Do one of the two, on the Mac, signed in as the user:',
    '',
    `A. The profile. Double-click ${profile}, then open System Settings, search for Profiles, and install it.`,
    hasPassword
      ? '   It contains the password in clear text: anybody who has this file can sign in as the user.'
      : '   macOS asks for the password of the PFX.',
    `B. The script. In Terminal: sh ${SCRIPT}`,
    '   One window asks for the password of the PFX, another for your own password, to trust the root.',
    '',
    'Then quit the browser, go to login.microsoftonline.com, enter the user name, choose "Use a certificate or',
    `smart card", and pick the certificate.${pfx.autoSelect ? ' With the profile Safari does not ask for it.' : ''}`,
    'macOS asks whether the browser may use the key: Always Allow.',
    '',
    `Delete this folder afterwards: anybody who has ${name} and its password can sign in as the user.`,
  ]
}
