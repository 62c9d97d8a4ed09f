// A folder for manual import on Windows: root, PFX, a batch file with two certutil commands, and the steps.
// certutil asks for the password, so no file contains it. Source: certutil's reference,
// learn.microsoft.com/windows-server/administration/windows-commands/certutil
import { type MediaTree, makeTree } from '../media/tree.ts'
import { certificateLines } from './facts.ts'
import { type Handover, type HandoverPfx, pfxFileName, ROOT_FILE, STEPS_FILE, textFile } from './handover.ts'
import { escapeBatch } from './quoting.ts'

const SCRIPT = 'install.cmd'

/** With its full path, because cmd.exe looks into the current folder first, where somebody else may have put a program. */
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
 * `%~dp0` is the script's own folder, with a backslash at its end. certutil's exit code is its HRESULT, a negative number,
 * for which `if errorlevel 1` does not jump.
 */
function scriptLines(name: string, { exportable }: HandoverPfx): string[] {
  return [
    '@echo off',
    'rem Imports the sign-in certificate for the current user. No administrator is needed.',
    'setlocal EnableExtensions DisableDelayedExpansion',
    `"${CERTUTIL}" -user -addstore Root "%~dp0${ROOT_FILE}"`,
    ...UNLESS_IT_FAILED,
    `"${CERTUTIL}" -user -importpfx "%~dp0${escapeBatch(name)}" ${modifiers(exportable)}`,
    ...UNLESS_IT_FAILED,
    'echo.',
    'echo The certificate was imported. Close every window of the browser, then sign in.',
    'pause',
    'exit /b 0',
    ':failed',
    'echo.',
    `echo The import failed. ${STEPS_FILE} explains the message above.`,
    'pause',
    'exit /b 1',
  ]
}

/** Jumps where the last exit code is not 0. */
const UNLESS_IT_FAILED = ['if errorlevel 1 goto failed', 'if not errorlevel 0 goto failed']

/** NoRoot, because the command before has imported the root, and a second question would confuse. */
function modifiers(exportable: boolean): string {
  return exportable ? 'NoRoot' : 'NoExport,NoRoot'
}

function stepLines(handover: Handover, name: string, pfx: HandoverPfx): string[] {
  return [
    ...certificateLines(handover),
    "Before you start: copy this folder to the user's computer, and give the user the password in another way.",
    ...(pfx.format === 'modern'
      ? ['The PFX has the modern format: Windows 10 1809, Windows Server 2019 and later can open it.']
      : []),
    '',
    '1. Sign in to Windows as that user. The import is for this user only.',
    `2. Double-click ${SCRIPT}. If Windows warns of a file from another computer, choose Run.`,
    '3. Windows asks whether to trust the root: compare its thumbprint with the one above, then choose Yes.',
    '4. certutil asks for the PFX password: type it and press Enter. Nothing is shown while you type.',
    '5. Close every window of the browser, go to login.microsoftonline.com, enter the user name, choose',
    '   "Use a certificate or smart card", and pick the certificate.',
    `6. Delete this folder: anybody who has ${name} and its password can sign in as the user.`,
    '',
    'Or manually, in a Command Prompt in this folder:',
    `  ${CERTUTIL} -user -addstore Root ${ROOT_FILE}`,
    `  ${CERTUTIL} -user -importpfx "${name}" ${modifiers(pfx.exportable)}`,
    '',
    'If it fails:',
    '  "The specified network password is not correct": the password was mistyped, or the PFX has the modern',
    '  format and this Windows is too old for it. Ask for the PFX of certstick export --to pfx.',
    '  The browser offers no certificate: it was not closed, or another user did the import.',
  ]
}
