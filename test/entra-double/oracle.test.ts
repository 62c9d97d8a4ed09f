import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { issueCrl } from '../../src/authority/issue-crl.ts'
import { recordRevocation } from '../../src/authority/revocation.ts'
import { makeAuthority } from '../support/authority.ts'
import { decide } from './oracle.ts'
import { readCertificate } from './oracle-certificate.ts'
import type { Decision } from './oracle-decision.ts'
import { addGroup, addUser, makeTenant, type Tenant, type User, type Wire } from './tenant.ts'
import { ALL_USERS } from './tenant-policy.ts'

type Made = Awaited<ReturnType<typeof makeAuthority>>

let tenant: Tenant
let anna: User
let made: Made
let der: Uint8Array
let serialNumber: string
let answer: { status: number; body: Uint8Array } | null
let ca: Wire

/** A tenant that is set up by name, with a CRL. */
beforeEach(async () => {
  made = await makeAuthority({ crlUrl: 'http://pki.contoso.com/rootCA.crl' })
  const issued = await made.issueTo('Anna.Berg@contoso.com')
  der = issued.certificate
  serialNumber = issued.serialNumber
  tenant = makeTenant()
  tenant.policy['state'] = 'enabled'
  anna = addUser(tenant, { userPrincipalName: 'Anna.Berg@contoso.com' })
  const root = Buffer.from(made.issuer.certificate).toString('base64')
  ca = { id: '1', certificate: root, certificateRevocationListUrl: 'http://pki.contoso.com/rootCA.crl' }
  tenant.trust.push({ id: '2', displayName: 'certstick', authorities: [ca as never] })
  answer = { status: 200, body: await publish() }
})

async function publish(): Promise<Uint8Array> {
  const choice = {
    store: made.store,
    inventory: made.inventory,
    issuer: made.issuer,
    folder: made.folder,
    copy: null,
    days: 30,
  }
  await issueCrl(choice, new Date())
  return readFileSync(`${made.folder}/rootCA.crl`)
}

function ask(name = 'anna.berg@contoso.com'): Promise<Decision> {
  return decide(tenant, { certificate: der, name }, async () => answer)
}

const BY_NAME = { signsIn: true, field: 'PrincipalName', priority: 1, isMultiFactor: false }

describe('the oracle', () => {
  test('lets anna in by her name, and by her key where bindings by name do not count', async () => {
    expect(await ask()).toEqual(BY_NAME)
    const mode = tenant.policy['authenticationModeConfiguration'] as Wire
    const { issuer } = readCertificate(der).parsed
    const rule = {
      x509CertificateRuleType: 'issuerSubject',
      identifier: issuer.split('\n').join(', '),
      x509CertificateRequiredAffinityLevel: 'high',
      x509CertificateAuthenticationMode: 'x509CertificateMultiFactor',
    }
    mode['rules'] = [rule]
    expect(await ask()).toMatchObject({ code: 50034 })
    anna.certificateUserIds = [`X509:<SKI>${readCertificate(der).subjectKeyIdentifier}`]
    expect(await ask()).toEqual({
      signsIn: true,
      field: 'SubjectKeyIdentifier',
      priority: 3,
      isMultiFactor: true,
    })
  })

  test('refuses with Microsoft’s code', async () => {
    const code = async (change: () => void, undo: () => void): Promise<unknown> => {
      change()
      const decision = await ask()
      undo()
      expect(await ask()).toEqual(BY_NAME)
      return decision.signsIn ? 0 : decision.code
    }
    const set = (target: object, name: string, value: unknown): [() => void, () => void] => {
      const former: unknown = Reflect.get(target, name)
      return [() => Reflect.set(target, name, value), () => Reflect.set(target, name, former)]
    }
    const { policy } = tenant
    const group = addGroup(tenant, { displayName: 'Others' })
    const targets = [{ id: group.id, targetType: 'group' }]
    expect(await code(...set(policy, 'state', 'disabled'))).toBe('no-link')
    expect(await code(...set(tenant, 'byName', new Map()))).toBe(50034)
    expect(await code(...set(anna, 'accountEnabled', false))).toBe(50057)
    expect(await code(...set(tenant, 'trust', []))).toBe(500176)
    expect(await code(...set(tenant, 'clockOffset', 20 * 365 * 86_400_000))).toBe(50017)
    expect(await code(...set(tenant, 'clockOffset', 400 * 86_400_000))).toBe(500172)
    expect(await code(...set(tenant, 'clockOffset', 40 * 86_400_000))).toBe(500172)
    expect(await code(...set(policy, 'includeTargets', targets))).toBe(130501)
    expect(await code(...set(policy, 'excludeTargets', [ALL_USERS]))).toBe(130501)
    const scope = {
      subjectKeyIdentifier: readCertificate(made.issuer.certificate).subjectKeyIdentifier,
      publicKeyInfrastructureIdentifier: 'certstick',
      includeTargets: targets,
    }
    expect(await code(...set(policy, 'certificateAuthorityScopes', [scope]))).toBe(500189)
    const required = { state: 'enabled', exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [] }
    policy['crlValidationConfiguration'] = required
    expect(await code(...set(ca, 'certificateRevocationListUrl', null))).toBe(500175)
  })

  test('reads the CRL as Entra does', async () => {
    const code = async (given: typeof answer): Promise<unknown> => {
      answer = given
      const decision = await ask()
      return decision.signsIn ? 0 : decision.code
    }
    const good = answer?.body ?? new Uint8Array()
    expect(await code(null)).toBe(220501)
    expect(await code({ status: 404, body: new Uint8Array() })).toBe(500173)
    expect(await code({ status: 200, body: Buffer.from(`-----BEGIN X509 CRL-----`) })).toBe(2205011)
    expect(await code({ status: 200, body: good.subarray(0, good.length - 1) })).toBe(2205011)
    expect(await code({ status: 200, body: Buffer.alloc(20_000_001) })).toBe(2205014)
    const broken = Buffer.from(good)
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
    expect(await code({ status: 200, body: broken })).toBe(2205015)
    const other = await makeAuthority()
    const theirs = made
    made = other
    expect(await code({ status: 200, body: await publish() })).toBe(2205015)
    made = theirs
    await made.inventory.write((writer) =>
      recordRevocation({ serialNumbers: [serialNumber], reason: 'keyCompromise' }, writer),
    )
    expect(await code({ status: 200, body: await publish() })).toBe(500171)
  })
})
