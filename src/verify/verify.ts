// The reading twin of `produce.ts`: opens a medium again, with other code than made it, and says what would go wrong.
// Nothing here writes, and nothing is taken from the plan.
import { type Finding, isError, limitFindings } from '../finding.ts'
import type { CertificateState } from '../inventory/certificate.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import type { Medium } from '../media/medium.ts'
import type { Receipt } from '../media/receipt.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { daysLeft, type ReadCertificate } from './certificate.ts'
import { checkCommands } from './commands.ts'
import { toFinding } from './faults.ts'
import { checkImports, checkScriptUser } from './imports.ts'
import { checkNames, checkRivals } from './names.ts'
import { checkPfxFiles } from './pfx-files.ts'
import { checkReceipt } from './receipt.ts'
import type { RootRecords } from './record.ts'
import { requireFile } from './required-files.ts'
import { checkStrays } from './strays.ts'

/** What the medium is held against. */
export interface Expectation {
  /** Null where none lies beside it: what it was made as is then not known, and what it holds has to fit together. */
  readonly receipt: Receipt | null
  /** Whether nothing else belongs there, as in a zip; a stick has Windows on it too. */
  readonly alone: boolean
  /** Null: the certificate inventory is not asked. */
  readonly records: RootRecords | null
  readonly now: Date
  /** A certificate that ends within so many days is warned of. */
  readonly warnDays: number
}

export interface Verdict {
  /** Of the first certificate that could be read; null where none could. */
  readonly facts: MediumFacts | null
  /** None where the medium will do its work. */
  readonly findings: readonly Finding[]
}

/** Whose medium it is, as the medium itself says. */
export interface MediumFacts {
  readonly userPrincipalName: string
  readonly device: string | null
  /** SHA-1 of the DER, upper-case hex. */
  readonly thumbprint: string
  /** Lower-case hex. */
  readonly serialNumber: string
  readonly notAfter: Date
  /** Whole days; negative once it is over. */
  readonly daysLeft: number
  /** What the certificate inventory says of it; null where it was not asked or does not know it. */
  readonly record: CertificateState | null
}

/** Whether nothing that was found keeps the medium from working. */
export function isReady({ findings }: Verdict): boolean {
  return !findings.some(isError)
}

export async function verifyMedia(medium: Medium, expected: Expectation): Promise<Verdict> {
  const { receipt, alone } = expected
  const answerFile = requireFile(medium, MEDIA_PATHS.answerFile, 'answer-file-missing')
  const { sequences, computerName, findings } =
    'severity' in answerFile
      ? { sequences: [], computerName: null, findings: [answerFile] }
      : checkCommands(answerFile.bytes, receipt)
  const { imports, script, findings: importFindings } = checkImports(medium, sequences, receipt)
  const pfx = await checkPfxFiles(medium, imports, expected)
  const users = pfx.certificate === null ? null : pfx.certificate.facts.userPrincipalNames
  const found = [
    ...findings,
    ...importFindings,
    ...(users === null ? [] : checkScriptUser(script, users)),
    ...pfx.findings,
    ...checkRivals(medium),
    ...checkStrays(medium, imports.length === 0 ? null : imports),
    ...checkNames(medium),
    ...medium.unread.map(({ path, why }) =>
      toFinding({ code: 'not-looked-at', subject: path, message: `${path} ${why}`, severity: 'warning' }),
    ),
  ]
  const missing = new Set(found.flatMap(({ code, subject }) => (code.endsWith('-missing') ? [subject] : [])))
  const onReceipt = receipt === null ? [] : checkReceipt(medium, { receipt, alone })
  const { certificate, record } = pfx
  return {
    facts:
      certificate === null ? null : { ...factsOf(certificate, expected.now), device: computerName, record },
    // A file that is missing is said once, by whoever needs it.
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
