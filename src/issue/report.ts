// Formats what was created or planned, as text and as JSON. Nothing is decided here.
import { X509Certificate } from 'node:crypto'
import { AS_WRITTEN } from '../answer-file/bundled.ts'
import { type Finding, formatFindings } from '../finding.ts'
import { formatDay } from '../instant.ts'
import type { CrlRecord } from '../inventory/reader.ts'
import type { MediaPlan } from '../plan/plan.ts'
import type { Store } from '../request/import-choices.ts'
import { counted, factLine, joinLines, shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import { thumbprint } from '../x509/identifiers.ts'
import type { CertificateFacts } from '../x509/inspect.ts'
import { keyAlgorithmName } from '../x509/key-pair.ts'
import { formatName } from '../x509/name.ts'
import type { IssuedStick } from './issue.ts'

/** Paths as the user would type them. */
export interface MediaReport {
  readonly issued: IssuedStick
  readonly stickFolder: string
  readonly zip: string
  /** The stick that the files were written to, and what starts from it; null: none. */
  readonly stick: { readonly path: string; readonly starts: 'Windows' | 'disk images' | 'nothing' } | null
  readonly notes: readonly string[]
  /** A generated password, which is nowhere else but on the stick; null: it is not shown. */
  readonly password: Secret | null
}

export function reportMedia({ issued, stickFolder, zip, stick, notes, password }: MediaReport): string {
  const { userPrincipalName, thumbprint, notAfter, device } = issued.receipt
  const rows: [string, string][] = [
    ['folder', stickFolder],
    ['zip', zip],
    ...(stick === null ? [] : [['stick', stick.path] satisfies [string, string]]),
    ['thumbprint', thumbprint],
    ['valid until', notAfter.slice(0, 10)],
  ]
  if (password !== null) rows.push(['password', `${password.reveal()}   (shown only once)`])
  return joinLines([
    `The stick’s files for ${userPrincipalName}${device === null ? '' : ` on ${device}`} are ready and were read back.`,
    '',
    ...rows.map(factLine),
    ...notes.map((note) => `note: ${note}`),
    '',
    nextStep(stick),
    '',
    'The stick is a secret: it has the user’s key and its password. Take it back, or erase it, afterwards.',
  ])
}

function nextStep(stick: MediaReport['stick']): string {
  if (stick === null)
    return 'Next: copy the content of the folder, or unpack the zip, to the root of the Windows installation stick. Start the device from it, and leave it plugged in until Windows asks who signs in.'
  const eject = 'Next: eject the stick before you pull it out.'
  const leave = 'leave it plugged in until Windows asks who signs in.'
  switch (stick.starts) {
    case 'Windows':
      return `${eject} Start the device from it, and ${leave}`
    case 'disk images':
      return `${eject} If it is a stick of Ventoy, start the device from it, choose the disk image, and ${leave}`
    case 'nothing':
      return `${eject} It has files only, no Windows: plug it in together with a Windows installation stick, start the device from that one, and ${leave.replace('it', 'both')}`
  }
}

const STORE_WORDS: Readonly<Record<Store, string>> = {
  machine: 'to the machine’s store',
  user: 'to the user’s store, at the first sign-in',
  both: 'to the machine’s store; at the first sign-in to the user’s store',
}

/** The paths of a plan, as the user would type them. */
export interface PlanPlaces {
  readonly folder: string
  readonly ca: string
  /** Whether a root CA is created there first. */
  readonly makesRoot: boolean
  /** A mounted stick that the files are written to as well; null: none. */
  readonly stick: string | null
}

/** What would be created. */
export function reportPlan(plan: MediaPlan, { folder, ca, makesRoot, stick }: PlanPlaces): string {
  const { userPrincipalName, notBefore, notAfter, keyAlgorithm } = plan.certificate
  const rows: [string, string][] = [
    ['user', userPrincipalName],
    ['device', plan.device ?? 'Windows chooses the name'],
    ['folder', folder],
    ['root CA', makesRoot ? `${ca} (will be created first)` : ca],
    ['answer file', [plan.template.name, ...settingsOf(plan)].join(', ')],
    ['certificate', `${keyAlgorithm}, ${formatDay(notBefore)} to ${formatDay(notAfter)}`],
    [
      'PFX',
      `${plan.pfx.fileName}, ${plan.pfx.format}, password ${plan.pfx.passwordMade ? 'generated' : 'given'}`,
    ],
    ['import', STORE_WORDS[plan.store]],
    ['', `${plan.importMode}; the key is ${plan.exportable ? '' : 'not '}exportable in Windows`],
    ...(plan.autoSelectIssuer === null
      ? []
      : [['browsers', 'Edge and Chrome take it without asking'] satisfies [string, string]]),
    ...(plan.wifi === null ? [] : [['Wi-Fi', shown(plan.wifi.network)] satisfies [string, string]]),
    ...(stick === null ? [] : [['stick', stick] satisfies [string, string]]),
  ]
  return joinLines([...rows.map(factLine), ...plan.notes.map((note) => `note: ${note}`)])
}

/** What was chosen for the answer file. */
function settingsOf({ answerFile: { architectures, bundled } }: MediaPlan): readonly string[] {
  const { language, locale, keyboard, timeZone } = bundled ?? AS_WRITTEN
  const regions = [...new Set([language, locale, keyboard, timeZone])].filter((one) => one !== null)
  return [...(architectures ?? []), ...regions.map(shown)]
}

/** @param stick the stick that the files were written to; null: none */
export function mediaToJson(
  { receipt, folder, stickFolder, zip }: IssuedStick,
  stick: string | null,
): string {
  return JSON.stringify({ folder, stickFolder, zip, stick, receipt }, null, 2)
}

/** Secrets print as `[secret]`. The commands are left out, because they have the password. */
export function planToJson(
  { answerFile: _, ...plan }: MediaPlan,
  { ca, makesRoot, stick }: PlanPlaces,
  answerFileDiff: string,
): string {
  return JSON.stringify({ ...plan, ca, makesRoot, stick, answerFileDiff }, null, 2)
}

export interface RootReport {
  readonly folder: string
  /** DER. */
  readonly certificate: Uint8Array
  readonly facts: CertificateFacts
  readonly crlUrl: string | null
  readonly findings: readonly Finding[]
  /** Number of certificates in the inventory. */
  readonly certificates: number
  readonly lastCrl: CrlRecord | null
}

export function reportRoot(report: RootReport): string {
  const { folder, subject, key, thumbprint, notBefore, notAfter, crlUrl, certificates, findings, lastCrl } =
    rootFacts(report)
  const rows = [
    ['folder', folder],
    ['subject', subject],
    ['key', key],
    ['thumbprint', thumbprint],
    ['valid', `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`],
    ['CRL', crlUrl ?? 'no URL; set it here with certstick ca set --crl-url, and at this CA in Entra ID'],
    ['last CRL', lastCrl === null ? 'none' : `number ${lastCrl.crlNumber}, until ${lastCrl.nextUpdate}`],
    ['inventory', counted(certificates, 'certificate')],
  ] as const
  return joinLines([...rows.map(factLine), ...formatFindings(findings)])
}

export function rootToJson(report: RootReport): string {
  return JSON.stringify(rootFacts(report), null, 2)
}

function rootFacts({ folder, certificate, facts, crlUrl, findings, certificates, lastCrl }: RootReport) {
  return {
    folder,
    subject: formatName(facts.subjectDer),
    key: keyAlgorithmName(new X509Certificate(certificate).publicKey),
    serialNumber: facts.serialNumber,
    thumbprint: thumbprint(certificate),
    notBefore: facts.notBefore.toISOString(),
    notAfter: facts.notAfter.toISOString(),
    crlUrl,
    certificates,
    lastCrl,
    findings,
  }
}
