// What `certstick init` created, and what to do next.
import { join } from 'node:path'
import type { Authority } from '../../authority/root-certificate.ts'
import { joinLines, shown } from '../../screen-text.ts'
import { thumbprint } from '../../x509/identifiers.ts'
import { formatName } from '../../x509/name.ts'

/** Paths as the user would type them. */
export interface InitReport {
  readonly file: string
  readonly ca: string
  readonly authority: Authority
  readonly crlUrl: string | null
}

export function reportInit({ file, ca, authority, crlUrl }: InitReport): string {
  const { certificate, facts } = authority
  return joinLines([
    `The defaults are in ${shown(file)}. It holds no secret.`,
    '',
    `  root CA     ${formatName(facts.subjectDer)}`,
    `  thumbprint  ${thumbprint(certificate)}`,
    `  folder      ${shown(ca)}`,
    `  CRL URL     ${crlUrl ?? 'none; Entra then does not notice a revocation'}`,
    '',
    `Next: back up ${shown(ca)}. Upload ${shown(join(ca, 'rootCA.crt'))} to Entra ID as a root: certstick entra apply does it, docs/entra.md says how it is done by hand.`,
    ...(crlUrl === null
      ? []
      : [
          `Create the CRL with certstick crl, and publish it as ${crlUrl}, before anybody signs in: without it Entra ID refuses every sign-in.`,
        ]),
    'Then: certstick new',
  ])
}

export function initToJson({ file, ca, authority, crlUrl }: InitReport): string {
  const { certificate, facts } = authority
  const root = {
    folder: ca,
    subject: formatName(facts.subjectDer),
    thumbprint: thumbprint(certificate),
    crlUrl,
  }
  return JSON.stringify({ file, root }, null, 2)
}
