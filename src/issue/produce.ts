// Plan → bytes. The conductor: each domain plays its part here, and nothing is recorded or written.
import { type AnswerFilePlan, renderAnswerFile } from '../answer-file/render.ts'
import { layOut } from '../media/layout.ts'
import type { MediaTree } from '../media/tree.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { renderScript } from '../script/script.ts'
import type { RandomBytes } from '../world.ts'
import { type Issuer, signClientCertificate } from '../x509/certificate.ts'
import { encodePfx, type Protection, protectPfx } from '../x509/pkcs12.ts'
import type { UserKey } from '../x509/user-key.ts'

/** What the bytes are made from beside the plan. */
export interface Ingredients {
  /** From `produceAnswerFile`, which comes first because a template can still be refused there. */
  readonly answerFile: Uint8Array
  /** Text of the bundled `install.ps1`. */
  readonly scriptTemplate: string
  readonly userKey: UserKey
  readonly issuer: Issuer
  /** From `produceProtection`, which comes first because it takes long and needs no key. */
  readonly protection: Protection
}

export interface Produced {
  /** DER. */
  readonly certificate: Uint8Array
  readonly tree: MediaTree
}

/** @throws UserError wrong-input where the template cannot take the commands */
export function produceAnswerFile(template: Uint8Array, plan: AnswerFilePlan): Uint8Array {
  return renderAnswerFile(template, plan)
}

/** The keys that protect the PFX. */
export function produceProtection(
  { format, password, iterations }: MediaPlan['pfx'],
  random: RandomBytes,
): Protection {
  return protectPfx(format, { password, iterations, random })
}

/** Signs: the serial number must be on record before this is called. */
export function produceMedia(
  plan: MediaPlan,
  { answerFile, scriptTemplate, userKey, issuer, protection }: Ingredients,
): Produced {
  const script = plan.scriptSteps.length === 0 ? null : produceScript(plan, scriptTemplate)
  const certificate = signClientCertificate(plan.certificate, userKey.publicKeyInfo, issuer)
  const { fileName, friendlyName } = plan.pfx
  const content = {
    privateKeyInfo: userKey.privateKeyInfo,
    certificate,
    chain: [issuer.certificate],
    friendlyName,
  }
  const pfx = encodePfx(content, protection)
  const rootCertificate = issuer.certificate
  return { certificate, tree: layOut({ answerFile, rootCertificate, pfx, pfxFileName: fileName, script }) }
}

/** The script on the stick, which holds the password. */
function produceScript(plan: MediaPlan, template: string): Uint8Array {
  const { certificate, pfx, scriptSteps: steps, exportable, strictImport: strict } = plan
  const { userPrincipalName } = certificate
  const { fileName: pfxFileName, password } = pfx
  const script = renderScript(template, {
    userPrincipalName,
    pfxFileName,
    password,
    steps,
    exportable,
    strict,
  })
  return Buffer.from(script, 'latin1') // all of it ASCII
}
