// The page that goes with a stick: one sheet of paper for the user and the technician. It has no secret, and a browser
// shows and prints it without loading anything.

import { type MediaTree, makeTree } from '../media/tree.ts'
import { readsPassword } from '../script/script.ts'
import { type HandoverFacts, handoverFacts } from './facts.ts'
import { type Handover, pfxFileName } from './handover.ts'
import { type Html, html } from './html.ts'
import { PAGE_STYLE } from './page-style.ts'
import { SECURITY_INFO, securityInfoCode } from './security-info-code.ts'
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
${technicianSection(handover)}
${signInSection(handover)}
${testSection()}
${factorSection()}
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

/** Whoever installs Windows. */
function technicianSection(handover: Handover): Html {
  return html`<section>
<h2>For the technician</h2>
<ol>
<li>If the user has no password, issue a <b>Temporary Access Pass</b> that can be used several times, for at least 60 minutes, and hand it
over apart from the stick.</li>
<li>Install Windows from the stick. Leave it plugged in until Windows asks who signs in, then take it back. <b>It is a
secret:</b> it has the key and its password${handover.steps.includes('wifi') ? wifiNote : html``}.</li>
<li>After the user’s sign-in delete the pass, and erase the stick with <code>certstick wipe</code>.</li>
</ol>
<p class="files"><code>autounattend.xml</code> answers Setup${readsPassword(handover.steps) ? scriptNote : html` and imports`}
<code>Certs/${pfxFileName(handover)}</code>, the certificate with its key. ${passwordNote(handover)}</p>
</section>`
}

function signInSection({ steps }: Handover): Html {
  return html`<section>
<h2>The first sign-in to Windows</h2>
<ol>
<li>At <b>work or school</b> type the user name above${steps.includes('user') ? firstNote : html``}.</li>
<li>Type your password, or the <b>Temporary Access Pass</b> from the help desk. Setup takes no certificate.</li>
<li>Set up <b>Windows Hello</b> at once: from then on PIN, face or finger open the device, and the certificate is for browser and
apps. It is imported automatically.</li>
</ol>
</section>`
}

const wifiNote = html`, and that of the Wi-Fi network`
const scriptNote = html`; <code>Certs/install.ps1</code> imports`
const firstNote = html`, <b>before anybody else</b>: otherwise the certificate is deleted after 72 hours`

/** Where the password is, on the stick and in Windows. */
function passwordNote({ steps, passwordInAnswerFile }: Handover): Html {
  if (passwordInAnswerFile && steps.includes('blank'))
    return html`Windows keeps the password in its event log; the script takes it out of <code>C:\\Windows\\Panther</code>.`
  if (passwordInAnswerFile)
    return html`Windows keeps the password in its event log and in <code>C:\\Windows\\Panther</code>.`
  return readsPassword(steps)
    ? html`The password is in the file beside it, and in no log of Windows.`
    : html``
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

/** It breaks before its last part only. */
const securityInfo = SECURITY_INFO.split(/(?<=\/)/).map(
  (part) => html`<wbr><span class="whole">${part}</span>`,
)

function factorSection(): Html {
  return html`<section>
<h2>A second factor</h2>
${securityInfoCode()}
<p>The certificate counts as <b>one factor</b>, unless your organization decided otherwise. Where a page asks for a second one, you need
Windows Hello, a passkey or an app: add it now, at <code>${securityInfo}</code>. If that page itself asks for a factor that you do not
have, the help desk gives you a Temporary Access Pass. There you can also change the <b>default sign-in method</b>.</p>
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
<thead><tr><th>You see</th><th>Cause, and what to do</th></tr></thead>
<tbody>
${TROUBLES.map(troubleRow)}
</tbody>
</table>
</section>`
}

function troubleRow({ shown, cause, remedy }: Trouble): Html {
  return html`<tr><th scope="row">${shown}</th><td>${cause} ${remedy}</td></tr>
`
}
