// The CAs that a tenant trusts: those of its public key infrastructures, those of the classic store, and those that were
// deleted and can be restored. Source: Microsoft Graph, "certificateAuthorityDetail", "certificateBasedAuthConfiguration".
import { formatInstant, type Instant } from '../instant.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { hexOf, type JsonObject, objectOf, objectsOf, textOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { DELETED, TRUST } from './graph-paths.ts'
import { type Looked, look } from './looked.ts'

export interface TrustedAuthority {
  readonly id: string
  /** Display name of its public key infrastructure; null: of the classic store. */
  readonly container: string | null
  readonly displayName: string
  /** SHA-1 of the certificate, upper-case hex. */
  readonly thumbprint: string
  /** DER; null: Graph did not return it. */
  readonly certificate: Uint8Array | null
  readonly crlUrl: string | null
  readonly isIssuerHintEnabled: boolean
  /** Null: it is not deleted. */
  readonly deleted: Instant | null
}

/** A public key infrastructure. */
export interface TrustContainer {
  readonly id: string
  readonly name: string
  readonly authorities: readonly TrustedAuthority[]
}

export function readTrustStore(client: GraphClient): Promise<Looked<readonly TrustedAuthority[]>> {
  return look('the trust store', async () =>
    (await readContainers(client)).flatMap(({ authorities }) => authorities),
  )
}

/** In an order that stays. @throws GraphError */
export async function readContainers(client: GraphClient): Promise<readonly TrustContainer[]> {
  const containers: TrustContainer[] = []
  for await (const one of client.list(`${TRUST}?$top=100`)) {
    const [id, name] = [textOf(one['id']) ?? '', textOf(one['displayName']) ?? '']
    const authorities: TrustedAuthority[] = []
    for await (const authority of client.list(`${authoritiesPath(id)}?$top=100`))
      authorities.push(toAuthority(authority, name))
    containers.push({ id, name, authorities: authorities.filter(({ deleted }) => deleted === null) })
  }
  return containers.sort((one, other) => (one.id < other.id ? -1 : 1))
}

export function authoritiesPath(containerId: string): string {
  return `${TRUST}/${encodeURIComponent(containerId)}/certificateAuthorities`
}

export function readDeletedAuthorities(client: GraphClient): Promise<Looked<readonly TrustedAuthority[]>> {
  return look('deleted CAs', async () => {
    const all: TrustedAuthority[] = []
    for await (const one of client.list(DELETED)) all.push(toAuthority(one, ''))
    return all
  })
}

export function readClassicStore(
  client: GraphClient,
  tenantId: string,
): Promise<Looked<readonly TrustedAuthority[]>> {
  return look('the classic store of CAs', async () => {
    const path = `/organization/${encodeURIComponent(tenantId)}/certificateBasedAuthConfiguration`
    const all: TrustedAuthority[] = []
    for await (const list of client.list(path)) {
      all.push(...objectsOf(list['certificateAuthorities']).map((one) => toAuthority(one, null)))
    }
    return all
  })
}

/** Graph's documents wrap a single one in `value`. */
function toAuthority(given: JsonObject, container: string | null): TrustedAuthority {
  const object = given['value'] === undefined ? given : objectOf(given['value'])
  const certificate = bytesOf(object['certificate'])
  return {
    id: textOf(object['id']) ?? '',
    container,
    displayName: textOf(object['displayName']) ?? textOf(object['issuer']) ?? '',
    thumbprint: certificate === null ? hexOf(object['thumbprint']) : thumbprint(certificate),
    certificate,
    crlUrl: textOf(object['certificateRevocationListUrl']) || null,
    isIssuerHintEnabled: object['isIssuerHintEnabled'] === true,
    deleted: instantOf(object['deletedDateTime']),
  }
}

/** Standard base64 of DER; PEM armour is removed where there is one. */
function bytesOf(value: unknown): Uint8Array | null {
  const text = (textOf(value) ?? '').replaceAll(/-----[A-Z ]+-----|\s/g, '')
  return text !== '' && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null
}

function instantOf(value: unknown): Instant | null {
  const moment = new Date(textOf(value) ?? '')
  return Number.isNaN(moment.getTime()) ? null : formatInstant(moment)
}
