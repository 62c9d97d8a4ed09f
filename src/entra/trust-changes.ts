// The trust store: a container, the root CA in it, and the URL of the root's CRL. Nothing in it is ever removed. A POST makes a
// second object when it is sent twice, so every task looks first. Source: Microsoft Graph v1.0, `certificateBasedAuthPki` and
// `certificateAuthorityDetail`.
import type { JsonObject } from './answers.ts'
import { type Change, type Look, obstacle, type Task } from './change.ts'
import type { GraphClient } from './client.ts'
import { TRUST } from './graph-paths.ts'
import { requireSeen } from './looked.ts'
import {
  authoritiesPath,
  readContainers,
  readDeletedAuthorities,
  type TrustContainer,
  type TrustedAuthority,
} from './trust-store.ts'

export const CONTAINER = 'certstick'

/** The root as it is uploaded. */
export interface TrustedRoot {
  readonly certificate: Uint8Array
  /** SHA-1, upper-case hex. */
  readonly thumbprint: string
  /** Upper-case hex. */
  readonly subjectKeyIdentifier: string
  /** For people. */
  readonly name: string
  /** `yyyy-MM-ddTHH:mm:ssZ` */
  readonly expires: string
  /** Null: Entra checks no revocation. */
  readonly crlUrl: string | null
}

/** Where the root is: by its thumbprint, in whichever container. */
export function findRoot(
  containers: readonly TrustContainer[],
  root: Pick<TrustedRoot, 'thumbprint'>,
): { readonly container: TrustContainer; readonly authority: TrustedAuthority } | null {
  for (const container of containers) {
    const authority = container.authorities.find((one) => isRoot(one, root))
    if (authority !== undefined) return { container, authority }
  }
  return null
}

/** In this order; each reads the whole store again. */
export function trustTasks(client: GraphClient, root: TrustedRoot): readonly Task[] {
  const look = (decide: (containers: readonly TrustContainer[]) => Look | Promise<Look>): Task => ({
    part: 'trust',
    look: async () => decide(await readContainers(client)),
  })
  return [
    look((containers) => lookForContainer(containers, root)),
    look((containers) => lookForRoot(containers, root, client)),
    look((containers) => lookForCrlUrl(containers, root)),
  ]
}

/** What two administrators at once may have made. Nothing is deleted here: others may rely on it. */
export function trustNotes(containers: readonly TrustContainer[], root: TrustedRoot): readonly string[] {
  const named = containers.filter(({ name }) => name === CONTAINER).length
  const roots = containers.flatMap(({ authorities }) => authorities.filter((one) => isRoot(one, root))).length
  const advice = 'delete all but one in the Entra admin center'
  return [
    ...(named > 1 ? [`${named} containers are named ${CONTAINER}: ${advice}, an empty one first`] : []),
    ...(roots > 1 ? [`the root CA is in the trust store ${roots} times: ${advice}`] : []),
  ]
}

function isRoot(authority: TrustedAuthority, { thumbprint }: Pick<TrustedRoot, 'thumbprint'>): boolean {
  return authority.thumbprint === thumbprint
}

function lookForContainer(containers: readonly TrustContainer[], root: TrustedRoot): Look {
  if (findRoot(containers, root) !== null || containers.some(({ name }) => name === CONTAINER)) return null
  return {
    kind: 'change',
    title: `create the container ${CONTAINER}`,
    difference: [`+ container ${CONTAINER}`],
    request: { method: 'POST', path: TRUST, body: { displayName: CONTAINER } },
    undo: `delete the container ${CONTAINER} in the Entra admin center, if nothing else is in it`,
    needsPolicy: false,
  }
}

async function lookForRoot(
  containers: readonly TrustContainer[],
  root: TrustedRoot,
  client: GraphClient,
): Promise<Look> {
  if (findRoot(containers, root) !== null) return null
  const deleted = requireSeen(await readDeletedAuthorities(client)).find((one) => isRoot(one, root))
  if (deleted !== undefined) {
    const when = (deleted.deleted ?? '').slice(0, 10)
    return obstacle(
      root.name,
      `somebody deleted this root CA from the tenant on ${when}`,
      'ask who did, and restore it in the Entra admin center: it can be restored for 30 days',
    )
  }
  const container = containers.find(({ name }) => name === CONTAINER)
  return {
    kind: 'change',
    title: `upload the root CA ${root.name}`,
    difference: [
      `+ root CA ${root.name}`,
      `+   thumbprint ${root.thumbprint}`,
      `+   subject key identifier ${root.subjectKeyIdentifier}`,
      `+   CRL URL ${root.crlUrl ?? 'none: Entra checks no revocation for this root CA'}`,
    ],
    request: {
      method: 'POST',
      path: authoritiesPath(container?.id ?? `{id of ${CONTAINER}}`),
      body: authorityBody(root),
    },
    undo: 'delete the root CA in the Entra admin center, after which none of its certificates signs in',
    needsPolicy: false,
    waits: container === undefined,
  }
}

function lookForCrlUrl(containers: readonly TrustContainer[], root: TrustedRoot): Look {
  const found = findRoot(containers, root)
  if (found === null || root.crlUrl === null) return null // an upload brings the URL with it
  const former = found.authority.crlUrl ?? ''
  if (former === root.crlUrl) return null
  const path = `${authoritiesPath(found.container.id)}/${encodeURIComponent(found.authority.id)}`
  const requestWith = (url: string): Change['request'] => {
    return { method: 'PATCH', path, body: { certificateRevocationListUrl: url } }
  }
  return {
    kind: 'change',
    title: `set the CRL URL of the root CA ${root.name}`,
    difference: [...(former === '' ? [] : [`- CRL URL ${former}`]), `+ CRL URL ${root.crlUrl}`],
    request: requestWith(root.crlUrl),
    undo: requestWith(former),
    needsPolicy: former !== '',
  }
}

/** Issuer hints stay as the tenant has them: they are off unless TLS inspection was prepared for them. */
export function authorityBody(root: TrustedRoot): JsonObject {
  return {
    certificateAuthorityType: 'root',
    certificate: Buffer.from(root.certificate).toString('base64'),
    displayName: root.name,
    thumbprint: root.thumbprint,
    issuerSubjectKeyIdentifier: root.subjectKeyIdentifier,
    expirationDateTime: root.expires,
    ...(root.crlUrl === null ? {} : { certificateRevocationListUrl: root.crlUrl }),
    isIssuerHintEnabled: false,
  }
}
