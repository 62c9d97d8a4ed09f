// A tenant that is set up for one user, and `certstick entra check` of it as JSON.
import { expect } from 'vitest'
import { certificateUserIds } from '../../src/x509/certificate-user-ids.ts'
import { addUser, type User, type Wire } from '../entra-double/tenant.ts'
import { runCommand } from './cli.ts'
import { type EntraDesk, entraDesk } from './entra.ts'
import { type SetUpTenant, setUpTenant } from './entra-tenant.ts'

export interface Shown {
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly hint: string
}

export interface Document {
  readonly tenant: { readonly displayName: string } | null
  readonly authority: Wire | null
  readonly findings: readonly Shown[]
  readonly certificates: readonly (Wire & { readonly findings: readonly Shown[] })[]
  readonly notLookedAt: readonly { readonly what: string; readonly why: string }[]
  readonly signIns?: readonly Wire[]
  readonly requests: number
}

export const NAME = 'Anna.Berg@contoso.com'

/** What a tenant that works warns of. */
export const USUAL: readonly string[] = ['scope-none', 'low-affinity-open']

export interface CheckDesk {
  readonly desk: EntraDesk
  /** With another method than the password. */
  readonly anna: User
  readonly setUp: SetUpTenant
  readonly serialNumber: string
  /** The value of her certificate. */
  readonly ski: string
  /** Without arguments: of her. */
  readonly check: (
    ...args: readonly string[]
  ) => Promise<{ readonly status: number | null; readonly document: Document }>
  readonly revoke: (serialNumber: string) => Promise<void>
}

export async function checkDesk(): Promise<CheckDesk> {
  const desk = await entraDesk()
  const { serialNumber, certificate } = await desk.ca.issueTo(NAME)
  const methods = ['#microsoft.graph.fido2AuthenticationMethod']
  const anna = addUser(desk.double.tenant, { userPrincipalName: NAME, methods })
  return {
    ...{ desk, anna, serialNumber },
    setUp: await setUpTenant(desk, anna),
    ski: certificateUserIds(certificate).subjectKeyIdentifier ?? '',
    check: async (...args) => {
      const { status, stdout } = await desk.entra('check', ...(args.length === 0 ? [NAME] : args), '--json')
      return { status, document: JSON.parse(stdout) }
    },
    revoke: async (number) => {
      const args = ['revoke', number, '--reason', 'keyCompromise', '--yes']
      expect((await runCommand(args, { cwd: desk.ca.cwd })).status).toBe(0)
    },
  }
}

/** Of the tenant, and of the users. */
export function findingsOf({ findings, certificates }: Document): readonly Shown[] {
  return [...findings, ...certificates.flatMap((one) => one.findings)]
}

/** @param severities none: all */
export function codesOf(document: Document, ...severities: readonly string[]): readonly string[] {
  return findingsOf(document)
    .filter(({ severity }) => severities.length === 0 || severities.includes(severity))
    .map(({ code }) => code)
}
