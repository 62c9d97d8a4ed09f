// Verifies the files of a stick: the counterpart of issue/produce.ts. Reads them with other code than wrote them, uses
// nothing from the plan, and writes nothing.

import { acceptFindings } from '../answer-file/accept.ts'
import { unlessRefused } from '../errors.ts'
import { type Finding, isError, limitFindings } from '../finding.ts'
import type { Installer } from '../installer/installer.ts'
import { daysLeft } from '../instant.ts'
import type { CertificateState } from '../inventory/certificate.ts'
import { MEDIA_PATHS, pfxPath } from '../media/layout.ts'
import { findFile, type Medium } from '../media/medium.ts'
import type { Receipt } from '../media/receipt.ts'
import { shown } from '../screen-text.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { readPfxFormat } from '../x509/pfx-format.ts'
import type { ReadCertificate } from './certificate.ts'
import { checkCommands } from './commands.ts'
import { toFinding } from './faults.ts'
import { checkAutoSelect, checkImports, checkScriptUser, type ReadImport } from './imports.ts'
import { checkInstaller } from './installer.ts'
import { checkNames } from './names.ts'
import { checkPfxFiles } from './pfx-files.ts'
import { checkReceipt } from './receipt.ts'
import type { RootRecords } from './record.ts'
import { requireFile } from './required-files.ts'
import { checkRivals } from './rivals.ts'
import { checkStrays } from './strays.ts'

/** What the stick's files are checked against. */
export interface Expectation {
  /** Null if there is none. Then only the files are checked against each other. */
  readonly receipt: Receipt | null
  /** Whether no other files are allowed, as in a zip. A stick has Windows on it too. */
  readonly alone: boolean
  /** Null: the certificate inventory is not used. */
  readonly records: RootRecords | null
  /** Whether the PFX also signs in to a server in memory that trusts the stick's root only. */
  readonly signsIn: boolean
  readonly now: Date
  /** A certificate that expires within this many days gets a warning. */
  readonly warnDays: number
  /** The Windows installer on a stick, null within where it has none. Absent: that was not looked for, as in a zip. */
  readonly installer?: FoundInstaller
}

export interface FoundInstaller {
  readonly found: Installer | null
}

export interface Verdict {
  /** From the first certificate that could be read; null if there is none. */
  readonly facts: MediumFacts | null
  /** Empty if the stick will work. */
  readonly findings: readonly Finding[]
}

/** User and device, as the stick's files say. */
export interface MediumFacts {
  readonly userPrincipalName: string
  readonly device: string | null
  /** SHA-1 of the DER, upper-case hex. */
  readonly thumbprint: string
  /** Lower-case hex. */
  readonly serialNumber: string
  readonly notAfter: Date
  /** Whole days; negative after it has expired. */
  readonly daysLeft: number
  /** The state in the certificate inventory; null if that was not used or does not have it. */
  readonly record: CertificateState | null
}

/** Whether there are no errors, so that the stick will work. */
export function isReady({ findings }: Verdict): boolean {
  return !findings.some(isError)
}

export async function verifyMedia(medium: Medium, expected: Expectation): Promise<Verdict> {
  const { receipt, alone, installer } = expected
  const answerFile = requireFile(medium, MEDIA_PATHS.answerFile, 'answer-file-missing')
  const { sequences, computerName, asked, findings } =
    'severity' in answerFile
      ? { sequences: [], computerName: null, asked: [], findings: [answerFile] }
      : checkCommands(answerFile.bytes, receipt)
  const { imports, script, findings: importFindings } = checkImports(medium, sequences, receipt)
  const pfx = await checkPfxFiles(medium, imports, expected)
  const users = pfx.certificate === null ? null : pfx.certificate.facts.userPrincipalNames
  const found = [
    ...findings,
    ...importFindings,
    ...(users === null ? [] : checkScriptUser(script, users)),
    ...(pfx.certificate === null ? [] : checkAutoSelect(script, pfx.certificate.facts.issuerDer)),
    ...pfx.findings,
    ...(installer === undefined
      ? []
      : acceptFindings(
          checkInstaller(installer.found, { asked, modernPfxFiles: modernAmong(imports, medium) }),
          receipt?.accepted ?? [],
        )),
    ...checkRivals(medium),
    ...checkStrays(medium, imports.length === 0 ? null : imports),
    ...checkNames(medium),
    ...medium.unread.map(({ path, why }) =>
      toFinding({
        code: 'not-looked-at',
        subject: path,
        message: `${shown(path)} ${why}`,
        severity: 'warning',
      }),
    ),
  ]
  const missing = new Set(found.flatMap(({ code, subject }) => (code.endsWith('-missing') ? [subject] : [])))
  const onReceipt = receipt === null ? [] : checkReceipt(medium, { receipt, alone })
  const { certificate, record } = pfx
  return {
    facts:
      certificate === null ? null : { ...factsOf(certificate, expected.now), device: computerName, record },
    // A missing file is reported once, by the check that needs it.
    findings: limitFindings([
      ...found,
      ...onReceipt.filter(({ code, subject }) => code !== 'file-missing' || !missing.has(subject)),
    ]),
  }
}

function factsOf({ der, facts }: ReadCertificate, now: Date): Omit<MediumFacts, 'device' | 'record'> {
  const { userPrincipalNames, serialNumber, notAfter } = facts
  return {
    userPrincipalName: userPrincipalNames.join(', '),
    thumbprint: thumbprint(der),
    serialNumber,
    notAfter,
    daysLeft: daysLeft(notAfter, now),
  }
}

/** One that cannot be read is reported by the check that opens it. */
function modernAmong(imports: readonly ReadImport[], medium: Medium): string[] {
  return imports
    .map(({ pfxFileName }) => pfxPath(pfxFileName))
    .filter((path) => {
      const bytes = findFile(medium, path)
      return bytes !== undefined && unlessRefused(() => readPfxFormat(bytes), null) === 'modern'
    })
}
