// bind-certificate.ps1 and post-profiles.ps1 in the real engine: what they would ask of Microsoft Graph.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect } from 'vitest'
import { entraFiles } from '../../../src/handover/entra.ts'
import { intuneFiles } from '../../../src/handover/intune.ts'
import { makeHandover } from '../../support/handover.ts'
import { hasTool } from '../../support/tools.ts'
import { ask, newFolder, testInPowerShell } from './engine.ts'

interface Request {
  readonly connect?: readonly string[]
  readonly method?: string
  readonly uri?: string
  readonly body?: string
}

interface Run {
  readonly requests: readonly Request[]
  readonly output: readonly string[]
  readonly failed: string | null
}

const UPN = "o'brien#1@yourdomain.com"
const { handover } = makeHandover({ userPrincipalName: UPN })
const template = (name: string) =>
  readFileSync(new URL(`../../../templates/handover/${name}`, import.meta.url))

function written(files: ReadonlyMap<string, Uint8Array>): string {
  const folder = newFolder()
  for (const [path, bytes] of files) writeFileSync(join(folder, path), bytes)
  return folder
}

const user = (certificateUserIds: readonly string[]) => ({
  id: 'user-id',
  userPrincipalName: UPN,
  authorizationInfo: { certificateUserIds },
})
const ten = Array.from({ length: 10 }, (_, i) => `X509:<SKI>${i}`)
let runs: Run[] = []
let ours = ''
beforeAll(() => {
  if (!hasTool('pwsh')) return
  const entra = written(entraFiles(handover, template('bind-certificate.ps1')))
  const intune = written(intuneFiles(handover, template('post-profiles.ps1')))
  const ids = JSON.parse(readFileSync(join(entra, 'certificate-user-ids.json'), 'utf8'))
  ours = ids.certificateUserIds.SubjectKeyIdentifier
  const bind = { script: join(entra, 'bind-certificate.ps1'), parameters: {} }
  const post = { script: join(intune, 'post-profiles.ps1'), answer: null }
  const pkcs = {
    CertificationAuthority: 'ca01',
    CertificationAuthorityName: "Contoso's CA",
    TemplateName: 'User',
  }
  runs = ask('graph.ps1', [
    { ...bind, answer: user(['X509:<SKI>old']) },
    { ...bind, answer: user([ours]) },
    { ...bind, answer: user(ten) },
    { ...bind, answer: { ...user([]), authorizationInfo: null } },
    { ...bind, answer: user([]), holders: [{ id: 'other-id', userPrincipalName: 'bob@yourdomain.com' }] },
    { ...bind, answer: { ...user([]), onPremisesSyncEnabled: true } },
    { ...bind, answer: user([]), parameters: { Environment: 'USGov' } },
    { ...post, parameters: pkcs },
    { ...post, parameters: { ScepServerUrl: 'https://ndes.contoso.com/scep' } },
  ]) as Run[]
}, 60_000)

testInPowerShell(
  'bind-certificate.ps1 reads the user’s values first, and writes the whole list with the new one',
  () => {
    const [added, , , first] = runs
    expect(added?.failed).toBeNull()
    const [connect, get, holders, patch, ...more] = added?.requests ?? []
    expect(connect).toEqual({ connect: ['User.ReadWrite.All'] })
    expect(get).toMatchObject({ method: 'GET' })
    expect(get?.uri).toContain(`/users/${encodeURIComponent(UPN).replace("'", '%27')}?$select=`)
    expect(decodeURIComponent(holders?.uri ?? '')).toContain(`any(x:x eq '${ours}')`)
    expect(patch).toMatchObject({ method: 'PATCH', uri: 'https://graph.microsoft.com/v1.0/users/user-id' })
    expect(JSON.parse(patch?.body ?? '')).toEqual({
      authorizationInfo: { certificateUserIds: ['X509:<SKI>old', ours] },
    })
    expect(more).toEqual([])
    // One value alone stays a list.
    expect(JSON.parse(first?.requests.at(-1)?.body ?? '')).toEqual({
      authorizationInfo: { certificateUserIds: [ours] },
    })
  },
)

testInPowerShell('bind-certificate.ps1 writes nothing where the value is there, nor past ten values', () => {
  const [, same, full] = runs
  expect(same?.requests.map(({ method }) => method)).toEqual([undefined, 'GET'])
  expect(full?.requests.map(({ method }) => method)).toEqual([undefined, 'GET', 'GET'])
  expect(same?.output).toEqual([expect.stringContaining('Nothing to do')])
  expect(full?.failed).toContain('11 values')
})

testInPowerShell(
  'bind-certificate.ps1 writes nothing where another user has the value, or the user is synchronized',
  () => {
    const [elsewhere, synchronized] = runs.slice(4)
    for (const run of [elsewhere, synchronized]) {
      expect(run?.requests.some(({ method }) => method === 'PATCH')).toBe(false)
    }
    expect(elsewhere?.failed).toContain('belongs to bob@yourdomain.com')
    expect(synchronized?.failed).toContain('comes from Active Directory')
  },
)

testInPowerShell('bind-certificate.ps1 asks the cloud of the tenant', () => {
  const uris = (runs[6]?.requests ?? []).flatMap(({ uri }) => uri ?? [])
  expect(uris).toHaveLength(3)
  for (const uri of uris) expect(uri).toMatch(/^https:\/\/graph\.microsoft\.us\/v1\.0\/users/)
})

testInPowerShell(
  'post-profiles.ps1 creates the root, then the profile that needs it, with no placeholder left',
  () => {
    for (const [run, text] of [
      [runs[7], "Contoso's CA"],
      [runs[8], 'https://ndes.contoso.com/scep'],
    ] as const) {
      expect(run?.failed).toBeNull()
      const posts = (run?.requests ?? []).filter(({ method }) => method === 'POST')
      expect(posts).toHaveLength(2)
      expect(posts[0]?.body).toContain('TrustedRootCertificate')
      expect(JSON.stringify(JSON.parse(posts[1]?.body ?? ''))).toContain(text)
      expect(posts.map(({ body }) => body).join()).not.toContain('REPLACE-WITH-')
    }
    expect(runs[8]?.requests.at(-1)?.body).toContain("deviceConfigurations('new-id')")
  },
)
