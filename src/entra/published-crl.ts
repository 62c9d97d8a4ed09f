// Judges a CRL that was fetched from where it is published: whether Entra ID will accept it, and what it revokes. Source:
// Microsoft Entra, "Certificate revocation list for certificate-based authentication"; RFC 5280 §5.
import { type CrlFacts, inspectCrl, readRevocations } from '../authority/crl-reader.ts'
import { isCrlSignedBy } from '../authority/crl-signature.ts'
import type { Authority } from '../authority/root-certificate.ts'
import { UserError } from '../errors.ts'
import type { Finding, Severity } from '../finding.ts'
import { formatInstant } from '../instant.ts'
import { counted, shown } from '../screen-text.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import type { FetchedCrl } from './fetch-crl.ts'

export interface PublishedCrl {
  readonly url: string
  readonly findings: readonly Finding[]
  /** Null: it is no CRL that can be read. */
  readonly facts: CrlFacts | null
  /** Lower-case hex. Empty unless it is a CRL of this CA. */
  readonly revoked: ReadonlySet<string>
  readonly bytes: number
  readonly milliseconds: number
}

export interface CrlExpectation {
  readonly url: string
  readonly root: Pick<Authority, 'facts'>
  readonly now: Date
  /** The highest number that this CA has given to a CRL; 0: not known. */
  readonly lastNumber: bigint
  /** Of the cloud. */
  readonly largestBytes: number
}

export const FETCHED_HERE =
  'The CRL was fetched from this computer; a private network may hide a fault, or show one.'

const DAY_MS = 24 * 60 * 60 * 1000
const SLOW_MS = 10_000
const SOON_MS = 7 * DAY_MS
const REACHABLE = 'publish rootCA.crl there, on a host that anybody can reach over http'
const PUBLISH = 'run `certstick crl` and publish the new CRL there'

export function judgeCrl(fetched: FetchedCrl, expected: CrlExpectation): PublishedCrl {
  const { url } = expected
  const nothing = { url, facts: null, revoked: new Set<string>(), bytes: 0, milliseconds: 0 }
  switch (fetched.kind) {
    case 'unreachable':
      return {
        ...nothing,
        findings: [
          { ...finding('error', 'crl-unreachable', `${shown(url)} ${fetched.reason}`), hint: REACHABLE },
        ],
      }
    case 'too-slow':
      return { ...nothing, findings: [slow(fetched.milliseconds, 'was not complete after')] }
    case 'too-large':
      return { ...nothing, findings: [large('more than 65 MB', expected)] }
    case 'fetched':
      return judgeBytes(fetched, expected)
    default:
      return fetched satisfies never
  }
}

function judgeBytes(
  { bytes, milliseconds, movedTo }: Extract<FetchedCrl, { kind: 'fetched' }>,
  expected: CrlExpectation,
): PublishedCrl {
  const findings: Finding[] = []
  if (movedTo !== null) findings.push(moved(movedTo, expected))
  if (milliseconds > SLOW_MS) findings.push(slow(milliseconds, 'took'))
  if (bytes.length > expected.largestBytes) findings.push(large(`${bytes.length} bytes`, expected))
  const size = { url: expected.url, bytes: bytes.length, milliseconds }
  try {
    const facts = inspectCrl(bytes)
    const isSigned = isCrlSignedBy(bytes, expected.root.facts.publicKeyInfo)
    const revoked = new Set(readRevocations(bytes).map(({ serialNumber }) => serialNumber))
    const foreign = whyOfAnotherCa(facts, isSigned, expected)
    if (foreign !== null) findings.push(finding('error', 'crl-of-another-ca', foreign))
    else findings.push(...judgeNumber(facts, expected))
    findings.push(...judgeTime(facts, expected))
    return { ...size, findings, facts, revoked: foreign === null ? revoked : new Set() }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    findings.push(
      finding('error', 'crl-not-der', `the file is not a CRL in DER: ${kindOf(bytes) ?? error.message}`),
    )
    return { ...size, findings, facts: null, revoked: new Set() }
  }
}

function kindOf(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1').trimStart()
  if (bytes.length === 0) return 'the file is empty'
  if (start.startsWith('-----BEGIN')) return 'it is PEM; publish rootCA.crl, not rootCA.crl.pem'
  if (/^<(?:!doctype|html|\?xml|head|body)/i.test(start)) return 'it is a web page'
  return null
}

/** Null: it is this CA's. */
function whyOfAnotherCa(
  { issuerDer, authorityKeyIdentifier }: CrlFacts,
  isSigned: boolean,
  { root: { facts } }: CrlExpectation,
): string | null {
  const identifier = Buffer.from(authorityIdentifierOf(facts)).toString('hex')
  if (Buffer.compare(issuerDer, facts.subjectDer) !== 0)
    return 'the issuer of the CRL has another name than this CA'
  if (authorityKeyIdentifier === null)
    return 'the CRL has no authority key identifier, by which Entra ID finds the CA'
  if (authorityKeyIdentifier !== identifier) {
    return `the authority key identifier of the CRL is ${authorityKeyIdentifier.toUpperCase()}, that of this CA is ${identifier.toUpperCase()}`
  }
  return isSigned ? null : 'the signature of the CRL cannot be verified with the key of this CA'
}

function* judgeNumber({ crlNumber }: CrlFacts, { lastNumber }: CrlExpectation): Generator<Finding> {
  if (lastNumber === 0n || (crlNumber ?? 0n) >= lastNumber) return
  const number = crlNumber === null ? 'no number' : `the number ${crlNumber}`
  yield finding(
    'error',
    'crl-number-fell',
    `the CRL has ${number}, and this CA has already issued CRL ${lastNumber}; Entra ID refuses a number that falls, and does not know of later revocations`,
  )
}

function* judgeTime({ thisUpdate, nextUpdate }: CrlFacts, { now }: CrlExpectation): Generator<Finding> {
  if (nextUpdate === null) {
    yield finding('error', 'crl-expired', 'the CRL has no end (nextUpdate), which RFC 5280 §5.1.2.5 requires')
    return
  }
  const leftMs = nextUpdate.getTime() - now.getTime()
  if (now < thisUpdate) {
    yield finding('error', 'crl-expired', `the CRL is not valid before ${formatInstant(thisUpdate)}`)
  } else if (leftMs <= 0) {
    yield finding(
      'error',
      'crl-expired',
      `the CRL expired at ${formatInstant(nextUpdate)}; every sign-in of this CA fails now`,
    )
  } else if (leftMs <= Math.min(SOON_MS, (nextUpdate.getTime() - thisUpdate.getTime()) / 4)) {
    const left = counted(Math.floor(leftMs / DAY_MS), 'day')
    const end = formatInstant(nextUpdate)
    yield finding(
      'warning',
      'crl-near-end',
      `the CRL expires in ${left}, at ${end}; every sign-in of this CA fails after that`,
    )
  }
}

function moved(to: string, { url }: CrlExpectation): Finding {
  const message = `${shown(url)} leads to ${shown(to)}; Microsoft does not say whether Entra ID follows that`
  return {
    ...finding('warning', 'crl-unreachable', message),
    hint: 'serve the CRL at the first address itself',
  }
}

function slow(milliseconds: number, verb: string): Finding {
  const message = `the CRL ${verb} ${Math.round(milliseconds / 1000)} seconds; Entra ID gives up after 10`
  return { ...finding('error', 'crl-slow', message), hint: 'publish it on a faster host' }
}

function large(size: string, { largestBytes }: CrlExpectation): Finding {
  const message = `the CRL has ${size}; while a user signs in Entra ID takes at most ${largestBytes / 1_000_000} MB`
  return {
    ...finding('error', 'crl-large', message),
    hint: 'replace the CA; a CRL keeps every revocation until the certificate ends',
  }
}

function finding(severity: Severity, code: string, message: string): Finding {
  return { severity, code, message, hint: PUBLISH, subject: 'CRL' }
}
