// Entra's own decision, as Microsoft describes it: would this certificate sign in whoever types this name, by which binding,
// and if not, with which AADSTS code. Written apart from src, so that `entra check` and the oracle can be compared.
// Source: fact sheet §2.2, §2.4, §5; Microsoft Entra, "Certificate-based authentication technical deep dive".
import type { X509Certificate } from 'node:crypto'
import { isMember } from './membership.ts'
import { bind } from './oracle-binding.ts'
import { readCertificate, readCrl, type SeenCertificate } from './oracle-certificate.ts'
import { type Decision, Ends } from './oracle-decision.ts'
import { clock, findUser, type Tenant, type User, type Wire } from './tenant.ts'

/** Gets a CRL; null: no answer. */
export type Fetch = (url: string) => Promise<{ readonly status: number; readonly body: Uint8Array } | null>

export async function decide(
  tenant: Tenant,
  { certificate, name }: { readonly certificate: Uint8Array; readonly name: string },
  fetchCrl: Fetch,
): Promise<Decision> {
  try {
    const seen = readCertificate(certificate)
    if (tenant.policy['state'] !== 'enabled') throw new Ends('no-link', 'the method is off')
    const user = findUser(tenant, name)
    if (user === null || user.id === name) throw new Ends(50034, 'no such user')
    if (user.userPrincipalName.includes('#EXT#')) throw new Ends(50020, 'the account is of another tenant')
    const trusted = requireTrust(tenant, seen)
    await requireNotRevoked(tenant, seen, trusted, fetchCrl)
    requireScope(tenant, user, trusted)
    requireIncluded(tenant, user)
    const decision = bind(tenant, user, seen)
    if (!user.accountEnabled) throw new Ends(50057, 'the account is disabled')
    return decision
  } catch (error) {
    if (error instanceof Ends) return { signsIn: false, code: error.code, why: error.message }
    throw error
  }
}

interface Trusted {
  readonly certificate: SeenCertificate
  readonly crlUrl: string | null
  /** Display name; null: only in the classic store. */
  readonly container: string | null
}

function requireTrust(tenant: Tenant, seen: SeenCertificate): Trusted {
  const now = clock(tenant)
  const modern = tenant.trust.flatMap(({ displayName, authorities }) =>
    authorities.map((one) => ({ ...trustOf(one), container: displayName })),
  )
  const classic = tenant.classic.map((one) => ({ ...trustOf(one), container: null }))
  const issued = (one: Trusted): boolean => {
    const { parsed } = one.certificate
    return seen.parsed.checkIssued(parsed) && seen.parsed.verify(parsed.publicKey)
  }
  const [first, old] = [modern.find(issued), classic.find(issued)]
  const trusted = first ?? old
  if (trusted === undefined) throw new Ends(500176, 'its certification authority is not in the tenant')
  const { authorityKeyIdentifier: aki } = seen
  if (aki !== null && aki !== trusted.certificate.subjectKeyIdentifier)
    throw new Ends(50017, 'the key identifiers of certificate and authority differ')
  if (!isWithin(trusted.certificate.parsed, now)) throw new Ends(50017, 'the authority has expired')
  if (!isWithin(seen.parsed, now)) throw new Ends(500172, 'the certificate has expired, or is not valid yet')
  if (!(seen.parsed.keyUsage ?? ['1.3.6.1.5.5.7.3.2']).includes('1.3.6.1.5.5.7.3.2'))
    throw new Ends(50017, 'the certificate is not for client authentication')
  // The classic store counts where it has a CRL and this one has none, or another one.
  const isOverruled = old !== undefined && old.crlUrl !== null && old.crlUrl !== trusted.crlUrl
  return isOverruled ? { ...trusted, crlUrl: old.crlUrl } : trusted
}

function trustOf(one: Wire): Pick<Trusted, 'certificate' | 'crlUrl'> {
  const url = one['certificateRevocationListUrl']
  return {
    certificate: readCertificate(Buffer.from(String(one['certificate']), 'base64')),
    crlUrl: typeof url === 'string' && url !== '' ? url : null,
  }
}

function isWithin({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo)
}

const LARGEST_CRL = 20_000_000

async function requireNotRevoked(
  tenant: Tenant,
  seen: SeenCertificate,
  { certificate, crlUrl }: Trusted,
  fetchCrl: Fetch,
): Promise<void> {
  if (crlUrl === null) {
    const rule = tenant.policy['crlValidationConfiguration'] as Wire
    const exempted = (rule['exemptedCertificateAuthoritiesSubjectKeyIdentifiers'] ?? []) as readonly string[]
    const isExempt = exempted.some((ski) => normal(ski) === certificate.subjectKeyIdentifier)
    if (rule['state'] === 'enabled' && !isExempt) throw new Ends(500175, 'the authority has no CRL')
    return
  }
  const answer = await fetchCrl(crlUrl)
  if (answer === null) throw new Ends(220501, 'the CRL cannot be fetched')
  if (answer.status !== 200) throw new Ends(500173, `the CRL server answers ${answer.status}`)
  if (answer.body.length > LARGEST_CRL) throw new Ends(2205014, 'the CRL is too large')
  const crl = (() => {
    try {
      return readCrl(answer.body)
    } catch {
      throw new Ends(2205011, 'it is no CRL in DER')
    }
  })()
  const isSigned = crl.isSignedBy(certificate.parsed.publicKey)
  if (
    !isSigned ||
    (crl.authorityKeyIdentifier ?? certificate.subjectKeyIdentifier) !== certificate.subjectKeyIdentifier
  )
    throw new Ends(2205015, 'the CRL is another authority’s')
  const now = clock(tenant)
  if (crl.nextUpdate === null || crl.nextUpdate.getTime() < now || crl.thisUpdate.getTime() > now)
    throw new Ends(500172, 'the CRL has expired')
  if (crl.revoked.has(seen.serialNumber)) throw new Ends(500171, 'the certificate is revoked')
}

/** An authority without a rule is open to everybody (INFER). */
function requireScope(tenant: Tenant, user: User, { certificate, container }: Trusted): void {
  const scopes = (tenant.policy['certificateAuthorityScopes'] ?? []) as readonly Wire[]
  const own = scopes.filter(
    (one) =>
      normal(one['subjectKeyIdentifier']) === certificate.subjectKeyIdentifier &&
      one['publicKeyInfrastructureIdentifier'] === container,
  )
  if (own.length > 0 && !own.some((one) => isTarget(tenant, user, one['includeTargets'])))
    throw new Ends(500189, 'the user is not in the scope of the authority')
}

function requireIncluded(tenant: Tenant, user: User): void {
  const { includeTargets, excludeTargets } = tenant.policy
  if (!isTarget(tenant, user, includeTargets) || isTarget(tenant, user, excludeTargets))
    throw new Ends(130501, 'the method is not on for the user')
}

function isTarget(tenant: Tenant, { id: userId }: User, targets: unknown): boolean {
  return ((targets ?? []) as readonly Wire[]).some(
    ({ id }) => id === 'all_users' || isMember(tenant, String(id), userId),
  )
}

function normal(text: unknown): string {
  return String(text ?? '')
    .replace(/[^0-9a-f]/gi, '')
    .toUpperCase()
}
