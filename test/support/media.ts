// Media for tests, made by the real plan and the real code, in memory: nothing of it was ever on a disk.
import { readFileSync } from 'node:fs'
import { makeReceipt } from '../../src/issue/make-receipt.ts'
import { prepareFiles, produceFiles } from '../../src/issue/produce.ts'
import { mediumOf } from '../../src/media/medium.ts'
import type { Receipt } from '../../src/media/receipt.ts'
import { type Circumstances, type MediaPlan, planMedia } from '../../src/plan/plan.ts'
import { parseRequest, type RequestInput } from '../../src/request/request.ts'
import { Secret } from '../../src/secret.ts'
import { type Expectation, type Verdict, verifyMedia } from '../../src/verify/verify.ts'
import { wifiFile } from '../../src/wifi/wifi-file.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { generateKeyPairSync, type KeyPair } from '../../src/x509/key-pair.ts'
import { commonNameOf } from '../../src/x509/name.ts'
import { generateUserKey } from '../../src/x509/user-key.ts'
import { type makeRoot, writeDown } from './roots.ts'
import { wifiProfile } from './wifi.ts'
import { frozenRandom, NOW } from './world.ts'

export const SCRIPT_TEMPLATE = readFileSync(new URL('../../templates/install.ps1', import.meta.url), 'utf8')

export const PASSWORD = new Secret('Correct-Horse-7')

export interface MadeMedium {
  readonly plan: MediaPlan
  readonly receipt: Receipt
  /** The user's certificate, DER. */
  readonly certificate: Uint8Array
  readonly keyPair: KeyPair
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** jane's medium for LAPTOP-01 from that root, with EC keys, where the input does not say otherwise. */
export function makeMedium(root: ReturnType<typeof makeRoot>, input: RequestInput = {}): MadeMedium {
  const template = input.template ?? 'entra-join'
  const bytes = readFileSync(new URL(`../../templates/${template}.xml`, import.meta.url))
  const { notBefore, notAfter, subjectDer } = inspectCertificate(root.certificate)
  const circumstances: Circumstances = {
    now: NOW,
    random: frozenRandom(),
    root: { notBefore, notAfter, commonName: commonNameOf(subjectDer) },
    crlUrl: null,
    template: { name: template, bytes, bundled: true },
    wifi: input.wifiProfile === undefined ? null : wifiFile(input.wifiProfile, wifiProfile()),
    outputFolder: '/output',
    outputName: null,
  }
  const given = {
    upn: 'jane@yourdomain.com',
    device: 'LAPTOP-01',
    password: PASSWORD,
    key: 'ec-p256',
    ...input,
  }
  const plan = planMedia(parseRequest(given), circumstances)
  const keyPair = generateKeyPairSync(plan.certificate.keyAlgorithm)
  const workshop = {
    issuer: root,
    templateOf: () => bytes,
    scriptTemplate: SCRIPT_TEMPLATE,
    generateKey: generateUserKey,
    random: frozenRandom(),
    now: () => NOW,
    signsIn: true,
  }
  const { certificate, files } = produceFiles(
    plan,
    prepareFiles(plan, workshop),
    writeDown(keyPair),
    workshop,
  )
  const receipt = makeReceipt(plan, { certificate, root: root.certificate, tree: files })
  return { plan, receipt, certificate, keyPair, files }
}

/** What a medium of these files is found to be, a day after it was made. */
export async function verifyFiles(
  files: ReadonlyMap<string, Uint8Array>,
  expected: Partial<Expectation> = {},
): Promise<Verdict> {
  const now = new Date(NOW.getTime() + 86_400_000)
  const whole: Expectation = {
    receipt: null,
    alone: false,
    records: null,
    signsIn: true,
    now,
    warnDays: 30,
    ...expected,
  }
  return verifyMedia(mediumOf(files), whole)
}
