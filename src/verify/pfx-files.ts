// Checks the PFX files that are imported: opens each as Windows does, and checks its certificate, chain and inventory row.
import type { X509Certificate } from 'node:crypto'
import { UserError } from '../errors.ts'
import { type Finding, isError } from '../finding.ts'
import type { CertificateState } from '../inventory/certificate.ts'
import { MEDIA_PATHS, pfxPath } from '../media/layout.ts'
import type { Medium } from '../media/medium.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { type OpenedPfx, openPfx, type PfxFault, PfxRefusal } from '../x509/pfx-reader.ts'
import {
  type CertificateContext,
  checkCertificate,
  checkChain,
  checkVerdict,
  type ReadCertificate,
  readRoot,
} from './certificate.ts'
import { toFinding } from './faults.ts'
import type { ReadImport } from './imports.ts'
import { checkRecord, findRecord, type RootRecords } from './record.ts'
import { requireFile } from './required-files.ts'

/** What each PFX is checked against. */
export interface PfxContext extends Omit<CertificateContext, 'subject'> {
  /** Null: the certificate inventory is not used. */
  readonly records: RootRecords | null
  /** Whether each PFX also signs in to a server in memory that trusts the stick's root only. */
  readonly signsIn: boolean
}

export interface CheckedPfxFiles {
  /** The first that could be read. */
  readonly certificate: ReadCertificate | null
  readonly record: CertificateState | null
  readonly findings: readonly Finding[]
}

/** The PFX of each import, and the root that must have signed its certificate. */
export async function checkPfxFiles(
  medium: Medium,
  imports: readonly ReadImport[],
  context: PfxContext,
): Promise<CheckedPfxFiles> {
  const findings: Finding[] = []
  const rootFile = requireFile(medium, MEDIA_PATHS.rootCertificate, 'root-missing')
  const root =
    'severity' in rootFile
      ? { certificate: null, findings: [rootFile] }
      : readRoot(rootFile.bytes, context.now)
  findings.push(...root.findings)
  const trusted = context.signsIn && root.certificate !== null ? root.certificate.raw : null
  let first: ReadCertificate | null = null
  let record: CertificateState | null = null
  for (const one of imports) {
    const subject = pfxPath(one.pfxFileName)
    const pfx = await readPfx(medium, one, trusted)
    if ('severity' in pfx) {
      findings.push(pfx)
      continue
    }
    const { certificate, x509, facts, refusal } = pfx
    first ??= { der: certificate, facts }
    const found = checkCertificate({ der: certificate, facts }, { ...context, subject })
    if (root.certificate === null) {
      findings.push(...found)
      continue
    }
    found.push(
      ...checkChain(x509, root.certificate, subject),
      ...checkOthers(pfx, root.certificate, { ...context, subject }),
    )
    const isExplained = [...root.findings, ...found].some(isError)
    findings.push(...found, ...(isExplained ? [] : checkVerdict(refusal, subject)))
    if (context.records === null) continue
    const chain = { certificate, root: root.certificate.raw }
    record ??= findRecord(chain, context.records)?.state ?? null
    findings.push(...checkRecord(chain, context.records, subject))
  }
  return { certificate: first, record, findings }
}

/** What a PFX held, and what its certificate says. */
type ReadPfx = OpenedPfx & Pick<ReadCertificate, 'facts'>

async function readPfx(
  medium: Medium,
  { pfxFileName, password }: ReadImport,
  trusted: Uint8Array | null,
): Promise<ReadPfx | Finding> {
  const subject = pfxPath(pfxFileName)
  const file = requireFile(medium, subject, 'pfx-missing')
  if ('severity' in file) return file
  try {
    const opened = await openPfx(file.bytes, password, trusted)
    return { ...opened, facts: inspectCertificate(opened.certificate) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return toFinding({ code: codeOf(error), subject, message: error.message })
  }
}

/** Besides the user's certificate the PFX may contain only the stick's root, because Windows imports all of it. */
function checkOthers(
  { chain }: OpenedPfx,
  root: X509Certificate,
  { subject, receipt }: Pick<CertificateContext, 'subject' | 'receipt'>,
): Finding[] {
  if (chain.every((certificate) => root.raw.equals(certificate))) return []
  const message = `the PFX contains a certificate that is neither the user’s nor ${MEDIA_PATHS.rootCertificate}`
  // A stick without a receipt was put together by hand, so this may be intended.
  const severity = receipt === null ? 'warning' : 'error'
  return [toFinding({ code: 'pfx-other-certificate', subject, message, severity })]
}

/** The code for each reason; all other reasons mean that the file cannot be read. */
const FAULT_CODES: Partial<Readonly<Record<PfxFault, string>>> = {
  password: 'pfx-password',
  'key-mismatch': 'pfx-key-mismatch',
}

function codeOf(error: UserError): string {
  return (error instanceof PfxRefusal ? FAULT_CODES[error.fault] : undefined) ?? 'pfx-unreadable'
}
