// The page that a browser shows after a test sign-in.
import { type Html, html } from '../handover/html.ts'
import type { SignIn } from './seen.ts'

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 12vh auto; padding: 0 1.5rem; color: #1c1f24 }
h1 { font-size: 1.6rem; margin: 0 0 1rem; padding-left: .8rem; border-left: 5px solid }
.yes { border-color: #2f8f4e } .no { border-color: #c0392b }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1.4rem; margin: 0 }
dt { color: #5b636e } dd { margin: 0; overflow-wrap: anywhere }
`

export function renderSignIn(signIn: SignIn): string {
  const title = signIn.accepted ? `Signed in as ${signIn.seen.userPrincipalName}` : 'Not signed in'
  const kind = signIn.accepted ? 'yes' : 'no'
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${{ html: STYLE }}</style></head>
<body>
<h1 class="${kind}">${title}</h1>
${body(signIn)}
</body>
</html>
`.html
}

function body(signIn: SignIn): Html {
  if (!signIn.accepted) {
    return html`<p>${signIn.why}. Close the browser before you try again, because it remembers the chosen certificate.</p>`
  }
  const { issuer, thumbprint, serialNumber, validUntil, protocol, certificateUserIds } = signIn.seen
  const rows: [string, string][] = [
    ['issuer', issuer],
    ['thumbprint', thumbprint],
    ['serial number', serialNumber],
    ['valid until', validUntil],
    ['protocol', protocol],
    ...certificateUserIds.map((id, index): [string, string] => [index === 0 ? 'certificateUserIds' : '', id]),
  ]
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}
