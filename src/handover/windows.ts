// A folder for import by hand on Windows: root, PFX, a batch file with certutil's two lines, and the steps.
// certutil asks for the password, so that no file holds it. Source: windows.md, "Which store"; certutil's reference,
// learn.microsoft.com/windows-server/administration/windows-commands/certutil
import { type MediaTree, makeTree } from '../media/tree.ts'
import { handoverFacts } from './facts.ts'
import { type Handover, type HandoverPfx, pfxFileName, ROOT_FILE, STEPS_FILE, textFile } from './handover.ts'
import { escapeBatch } from './quoting.ts'

const SCRIPT = 'install.cmd'

/** Never by its bare name: cmd.exe looks into the current folder first, which somebody else may have filled. */
const CERTUTIL = String.raw`%SystemRoot%\System32\certutil.exe`

export function windowsFiles(handover: Handover, pfx: HandoverPfx): MediaTree {
  const name = pfxFileName(handover)
  return makeTree([
    [ROOT_FILE, handover.root],
    [name, pfx.bytes],
    [SCRIPT, textFile(scriptLines(name, pfx), '\r\n')],
    [STEPS_FILE, textFile(stepLines(handover, name, pfx), '\r\n')],
  ])
}

/**
 * `%~dp0` is the script's own folder, with a backslash at its end. certutil ends with its HRESULT, a negative number,
 * for which `if errorlevel 1` does not jump; `||` does for all but 0.
 */
function scriptLines(name: string, { exportable }: HandoverPfx): string[] {
  return [
    '@echo off',
    'rem Imports the sign-in certificate for whoever runs this: no administrator is needed.',
    'setlocal EnableExtensions DisableDelayedExpansion',
    `"${CERTUTIL}" -user -addstore Root "%~dp0${ROOT_FILE}" || goto failed`,
    `"${CERTUTIL}" -user -importpfx "%~dp0${escapeBatch(name)}" ${modifiers(exportable)} || goto failed`,
    'echo.',
    'echo The certificate is in place. Quit every window of the browser, then sign in.',
    'pause',
    'exit /b 0',
    ':failed',
    'echo.',
    `echo Not everything was imported. ${STEPS_FILE} says what the message above means.`,
    'pause',
    'exit /b 1',
  ]
}

/** NoRoot: the line before has brought the root, and a second question would only puzzle. */
function modifiers(exportable: boolean): string {
  return exportable ? 'NoRoot' : 'NoExport,NoRoot'
}

function stepLines(handover: Handover, name: string, pfx: HandoverPfx): string[] {
  const { thumbprint, validUntil, rootThumbprint } = handoverFacts(handover)
  return [
    `The sign-in certificate of ${handover.userPrincipalName}`,
    `Thumbprint ${thumbprint}, valid until ${validUntil}`,
    `Thumbprint of the root ${rootThumbprint}`,
    '',
    "Before: this folder on the user's own computer, and the password told to the user by another way.",
    ...(pfx.format === 'modern'
      ? ['The PFX is a modern one: Windows 10 1809, Windows Server 2019 and later can open it.']
      : []),
    '',
    '1. Sign in to Windows as that user. What follows is for this user only.',
    `2. Double-click ${SCRIPT}.`,
    '3. Windows asks whether to trust the root: compare its thumbprint with the one above, then choose Yes.',
    '4. certutil asks for the PFX password: type it, Enter. Nothing is shown while you type.',
    '5. Quit every window of the browser, go to login.microsoftonline.com, give the user name, choose',
    '   "Use a certificate or smart card", and pick the certificate.',
    `6. Delete this folder: whoever has ${name} and its password can sign in as the user.`,
    '',
    'By hand instead, in a Command Prompt in this folder:',
    `  ${CERTUTIL} -user -addstore Root ${ROOT_FILE}`,
    `  ${CERTUTIL} -user -importpfx "${name}" ${modifiers(pfx.exportable)}`,
    '',
    'When it fails:',
    '  "The specified network password is not correct": the password is mistyped, or the PFX is a modern one',
    '   and this Windows is older than that. Ask for the PFX of certstick export --to pfx.',
    '  The browser offers nothing: it was not quit, or another user imported.',
  ]
}
