// Makes the receipt of a stick.
import { formatInstant } from '../instant.ts'
import { fileHashes, type Receipt } from '../media/receipt.ts'
import type { MediaTree } from '../media/tree.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { sha256Fingerprint, thumbprint } from '../x509/identifiers.ts'

/** @param made the certificates in DER, and the files for the stick */
export function makeReceipt(
  plan: MediaPlan,
  made: { readonly certificate: Uint8Array; readonly root: Uint8Array; readonly tree: MediaTree },
): Receipt {
  const { certificate, root, tree } = made
  return {
    name: plan.name,
    userPrincipalName: plan.certificate.userPrincipalName,
    device: plan.device,
    serialNumber: plan.certificate.serialNumber,
    thumbprint: thumbprint(certificate),
    sha256Fingerprint: sha256Fingerprint(certificate),
    rootThumbprint: thumbprint(root),
    notBefore: formatInstant(plan.certificate.notBefore),
    notAfter: formatInstant(plan.certificate.notAfter),
    key: plan.certificate.keyAlgorithm,
    pfx: plan.pfx.format,
    store: plan.store,
    import: plan.importMode,
    strictImport: plan.strictImport,
    exportable: plan.exportable,
    autoSelect: plan.autoSelectIssuer !== null,
    template: plan.template,
    accepted: plan.accepted,
    files: fileHashes(tree),
  }
}
