// Plan → bytes: calls each domain for its part. Nothing is recorded or written here.
import { type AnswerFilePlan, renderAnswerFile } from '../answer-file/render.ts'
import { layOut, type MediaContent } from '../media/layout.ts'
import type { MediaTree } from '../media/tree.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { encodePassword } from '../script/password-file.ts'
import { readsPassword, renderScript } from '../script/script.ts'
import type { RandomBytes } from '../world.ts'
import { type Issuer, signClientCertificate } from '../x509/certificate.ts'
import type { KeyAlgorithm } from '../x509/key-algorithms.ts'
import { encodePfx, protectPfx } from '../x509/pkcs12.ts'
import type { Protection } from '../x509/pkcs12-encryption.ts'
import type { UserKey } from '../x509/user-key.ts'

/** What is the same for all users, and which answer file each starts from. */
export interface Workshop {
  readonly issuer: Issuer
  /** The bytes of the plan's template. Planning has tried whether the commands fit into it. */
  readonly templateOf: (plan: MediaPlan) => Uint8Array
  /** Text of the bundled `install.ps1`. */
  readonly scriptTemplate: string
  readonly random: RandomBytes
  readonly generateKey: (algorithm: KeyAlgorithm) => UserKey | Promise<UserKey>
  readonly now: () => Date
  /** Whether reading back also signs in with the PFX; a bulk run has tried the root once. */
  readonly signsIn: boolean
}

export interface Produced {
  /** DER. */
  readonly certificate: Uint8Array
  /** As they go on the stick. */
  readonly files: MediaTree
}

/** @throws UserError wrong-input: the commands do not fit into the template */
export function produceAnswerFile(template: Uint8Array, plan: AnswerFilePlan): Uint8Array {
  return renderAnswerFile(template, plan)
}

/** What is ready before the user's key is. */
export interface Prepared {
  readonly answerFile: Uint8Array
  readonly script: MediaContent['script']
  readonly protection: Protection
}

/** @throws UserError wrong-input: the commands do not fit into the template */
export function prepareFiles(plan: MediaPlan, { templateOf, scriptTemplate, random }: Workshop): Prepared {
  const { format, password, iterations } = plan.pfx
  return {
    answerFile: produceAnswerFile(templateOf(plan), plan.answerFile),
    script: plan.scriptSteps.length === 0 ? null : produceScript(plan, scriptTemplate),
    protection: protectPfx(format, { password, iterations, random }),
  }
}

/** Signs the certificate, so the serial number must be recorded as intended before this is called. */
export function produceFiles(
  plan: MediaPlan,
  { answerFile, script, protection }: Prepared,
  userKey: UserKey,
  { issuer }: Pick<Workshop, 'issuer'>,
): Produced {
  const certificate = signClientCertificate(plan.certificate, userKey.publicKeyInfo, issuer)
  const { fileName: pfxFileName, friendlyName } = plan.pfx
  const content = {
    privateKeyInfo: userKey.privateKeyInfo,
    certificate,
    chain: [issuer.certificate],
    friendlyName,
  }
  const pfx = encodePfx(content, protection)
  const wifi = plan.wifi === null ? null : Buffer.from(plan.wifi.content.reveal(), 'latin1')
  const files = layOut({ answerFile, rootCertificate: issuer.certificate, pfx, pfxFileName, script, wifi })
  return { certificate, files }
}

/** The script on the stick, and the password beside it if the script imports. */
function produceScript(plan: MediaPlan, template: string): NonNullable<MediaContent['script']> {
  const { certificate, pfx, scriptSteps: steps, autoSelectIssuer, exportable, strictImport: strict } = plan
  const { userPrincipalName } = certificate
  const settings = {
    userPrincipalName,
    pfxFileName: pfx.fileName,
    steps,
    autoSelectIssuer,
    exportable,
    strict,
  }
  const text = Buffer.from(renderScript(template, settings), 'latin1') // all of it ASCII
  return { text, password: readsPassword(steps) ? encodePassword(pfx.password) : null }
}
