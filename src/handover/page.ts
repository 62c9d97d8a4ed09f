// The page that goes with a stick: one sheet of paper for the user and the technician. It has no secret, and a browser
// shows and prints it without loading anything.
import { type MediaTree, makeTree } from '../media/tree.ts'
import { type HandoverFacts, handoverFacts } from './facts.ts'
import { type Handover, pfxFileName } from './handover.ts'
import { type Html, html } from './html.ts'
import { PAGE_STYLE } from './page-style.ts'
import { TROUBLES, type Trouble } from './troubles.ts'

export function pageFiles(handover: Handover): MediaTree {
  return makeTree([['handover.html', Buffer.from(renderPage(handover))]])
}

export function renderPage(handover: Handover): string {
  const facts = handoverFacts(handover)
  const { userPrincipalName, device } = handover
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Certificate sign-in: ${userPrincipalName}</title>
<style>${{ html: PAGE_STYLE }}</style>
</head>
<body>
<header>
<p class="kind">Sign in with a certificate</p>
${heading(userPrincipalName)}
<dl>
${fact('Device', device ?? 'Windows chooses the name')}
${fact('Valid until', facts.validUntil)}
${wideFact('Thumbprint', grouped(facts.thumbprint))}
${wideFact('Root', facts.rootName)}
</dl>
</header>
<main>
${stickSection(handover)}
${testSection()}
${defaultSection()}
${lostSection(facts, handover.contact)}
</main>
${troubleSection()}
<footer>Created by certstick. This page has no password. If you need one, you receive it in another way.</footer>
</body>
</html>
`.html
}

/** A longer name would need a second line in large type. */
const LONG_NAME = 44

function heading(name: string): Html {
  return name.length > LONG_NAME ? html`<h1 class="long">${name}</h1>` : html`<h1>${name}</h1>`
}

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

/** On a line of its own. */
function wideFact(name: string, value: string): Html {
  return html`<div class="wide"><dt>${name}</dt><dd>${value}</dd></div>`
}

/** In groups of four digits, which are easier to compare. */
function grouped(hex: string): string {
  return hex.replace(/.{4}(?=.)/g, '$& ')
}

function stickSection(handover: Handover): Html {
  return html`<section>
<h2>The stick</h2>
<ol>
<li>Start the device from it and install Windows. Leave it plugged in until Windows asks who signs in.</li>
<li>Sign in as the user above${handover.hasScript ? firstNote : html``}. The certificate is imported automatically.</li>
<li>Take the stick back. <b>It is a secret:</b> it has the key and its password.</li>
</ol>
<p class="files"><code>autounattend.xml</code> answers Setup${handover.hasScript ? scriptNote : html` and imports`}
<code>Certs/${pfxFileName(handover)}</code>, the certificate with its key. ${passwordNote(handover)}</p>
</section>`
}

const scriptNote = html`; <code>Certs/install.ps1</code> imports`
const firstNote = html`, <b>before anybody else</b>: 72 hours after another sign-in its certificate is deleted`

/** Where the password is, on the stick and in Windows. */
function passwordNote({ hasScript, passwordInAnswerFile }: Handover): Html {
  if (passwordInAnswerFile)
    return html`Windows keeps the password in its event log and in <code>C:\\Windows\\Panther</code>.`
  return hasScript ? html`The password is in the file beside it, and in no log of Windows.` : html``
}

function testSection(): Html {
  return html`<section>
<h2>Test the sign-in</h2>
<ol>
<li>Close every window of the browser.</li>
<li>Open <code>login.microsoftonline.com</code> and enter the user name.</li>
<li>Choose <b>Use a certificate or smart card</b>.</li>
<li>Pick the certificate with the user name above. On a Mac, answer the keychain with <b>Always Allow</b>.</li>
</ol>
</section>`
}

function defaultSection(): Html {
  return html`<section>
<h2>Make it your default sign-in method</h2>
<p>Open <code>mysignins.microsoft.com/security-info</code>, and change the
<b>default sign-in method</b>, if your organization offers the certificate there. Then the sign-in page asks for the
certificate first.</p>
</section>`
}

function lostSection({ validUntil, serialNumber }: HandoverFacts, contact: string | null): Html {
  return html`<section>
<h2>Lost, stolen, expiring</h2>
<p>If device or stick is lost, call the help desk at once, at any hour, and give this number:<br>
<code class="serial">${serialNumber}</code></p>
<p>The certificate works until <b>${validUntil}</b>. Ask for a new one two weeks before.</p>
<p class="blank"><span>Help desk:</span> ${contact ?? ''}</p>
</section>`
}

function troubleSection(): Html {
  return html`<section class="troubles">
<h2>When it fails</h2>
<table>
<thead><tr><th>You see</th><th>Cause</th><th>What to do</th></tr></thead>
<tbody>
${TROUBLES.map(troubleRow)}
</tbody>
</table>
</section>`
}

function troubleRow({ shown, cause, remedy }: Trouble): Html {
  return html`<tr><th scope="row">${shown}</th><td>${cause}</td><td>${remedy}</td></tr>
`
}
