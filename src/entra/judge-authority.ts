// What the tenant knows of the root CA: which entry of the trust store Entra ID uses, and what is wrong with it. Pure. Source:
// Microsoft Entra, "Configure certificate-based authentication", trust store.
import { UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { formatDay, formatInstant } from '../instant.ts'
import { shown } from '../screen-text.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { formatName } from '../x509/name.ts'
import { makeFinding } from './codes.ts'
import type { ExpectedRoot } from './judge-certificate.ts'
import { type Looked, seenOf } from './looked.ts'
import type { TrustedAuthority } from './trust-store.ts'

export interface Trust {
  readonly store: Looked<readonly TrustedAuthority[]>
  readonly classic: Looked<readonly TrustedAuthority[]>
  readonly deleted: Looked<readonly TrustedAuthority[]>
}

export interface JudgedAuthority {
  readonly findings: readonly Finding[]
  /** The entry that Entra ID uses; null: there is none, or it was not looked at. */
  readonly used: TrustedAuthority | null
  /** Whether it is in no public key infrastructure, so that no scope can name it. */
  readonly isClassicOnly: boolean
}

const RESTORE_DAYS = 30
const UPLOAD = 'upload rootCA.cer: certstick entra apply, or certstick export --to entra'

export function judgeAuthority(trust: Trust, root: ExpectedRoot, now: Date): JudgedAuthority {
  const own = thumbprint(root.certificate)
  const isOwn = (one: TrustedAuthority): boolean => one.thumbprint === own
  const [inStore = [], classic = []] = [
    seenOf(trust.store)?.filter(isOwn),
    seenOf(trust.classic)?.filter(isOwn),
  ]
  const used = usedOf(inStore[0] ?? null, classic[0] ?? null)
  const findings: Finding[] = []
  if (used === null && trust.store.seen) findings.push(...judgeMissing(trust, root))
  if (now > root.facts.notAfter) {
    const end = formatDay(root.facts.notAfter)
    findings.push(makeFinding('error', 'ca-expired', `the root CA expired on ${end}`, 'create a new root CA'))
  }
  if (inStore.length > 1) {
    const names = inStore.map(({ container }) => shown(container ?? '')).join(' and ')
    const message = `the root CA is in ${inStore.length} public key infrastructures: ${names}`
    findings.push(makeFinding('warning', 'ca-twice', message, 'remove it from all but one'))
  }
  findings.push(...judgeClassic(inStore[0] ?? null, classic[0] ?? null))
  return { findings, used, isClassicOnly: used !== null && trust.store.seen && inStore.length === 0 }
}

/** The classic store wins where it has another CRL URL, or one where the trust store has none. */
function usedOf(inStore: TrustedAuthority | null, classic: TrustedAuthority | null): TrustedAuthority | null {
  if (inStore === null || classic === null) return inStore ?? classic
  return classic.crlUrl !== null && classic.crlUrl !== inStore.crlUrl ? classic : inStore
}

function* judgeMissing({ store, deleted }: Trust, root: ExpectedRoot): Generator<Finding> {
  const own = thumbprint(root.certificate)
  const name = formatName(root.facts.subjectDer)
  const others = (seenOf(store) ?? []).filter((one) => hasName(one, root))
  yield makeFinding('error', 'ca-missing', `the root CA ${name} (${own}) is not in the trust store`, UPLOAD)
  if (others.length > 0) {
    const found = others.map((one) => one.thumbprint).join(', ')
    const message = `a CA of the same name with another key is in the trust store (${found})`
    yield makeFinding(
      'error',
      'ca-other',
      message,
      'compare the thumbprints; the CA folder may be the wrong one',
    )
  }
  for (const one of seenOf(deleted) ?? []) {
    if (one.thumbprint !== own || one.deleted === null) continue
    const until = formatInstant(new Date(Date.parse(one.deleted) + RESTORE_DAYS * 86_400_000))
    const message = `the root CA was deleted at ${one.deleted}, and can be restored until ${until}`
    yield makeFinding(
      'warning',
      'ca-deleted',
      message,
      'restore it in the Entra admin center, Deleted objects',
    )
  }
}

function* judgeClassic(
  inStore: TrustedAuthority | null,
  classic: TrustedAuthority | null,
): Generator<Finding> {
  if (classic === null) return
  const hint = 'set the same CRL URL in both, then remove the CA from the classic store'
  if (inStore === null) {
    yield makeFinding(
      'warning',
      'ca-classic',
      'the root CA is in the classic store only',
      'upload it into a public key infrastructure, then remove it there',
    )
  } else if (usedOf(inStore, classic) === classic) {
    const message = `the root CA is also in the classic store, and Entra ID uses that one because its CRL URL differs (${shown(classic.crlUrl ?? '')})`
    yield makeFinding('warning', 'ca-classic', message, hint)
  } else {
    yield makeFinding('warning', 'ca-classic', 'the root CA is also in the classic store', hint)
  }
}

function hasName(one: TrustedAuthority, root: ExpectedRoot): boolean {
  if (one.certificate === null) return false
  try {
    return Buffer.compare(inspectCertificate(one.certificate).subjectDer, root.facts.subjectDer) === 0
  } catch (error) {
    if (error instanceof UserError) return false // Graph may know certificates that are no good here
    throw error
  }
}
