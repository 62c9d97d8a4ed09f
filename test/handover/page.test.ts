import { expect, test } from 'vitest'
import { html } from '../../src/handover/html.ts'
import { renderPage } from '../../src/handover/page.ts'
import { TROUBLES } from '../../src/handover/troubles.ts'
import { thumbprint } from '../../src/x509/identifiers.ts'
import { makeHandover, PASSWORD } from '../support/handover.ts'

test('names user, device, end and thumbprint, and every error text', () => {
  const { handover } = makeHandover({ device: 'LAPTOP-01' })
  const page = renderPage(handover)
  for (const text of ['jane@yourdomain.com', 'LAPTOP-01', 'MAC verification failed', 'jane-cba.pfx']) {
    expect(page).toContain(text)
  }
  expect(page.replaceAll(' ', '')).toContain(thumbprint(handover.certificate))
  for (const { shown } of TROUBLES) expect(page).toContain(shown)
})

test('names the script where one is on the stick', () => {
  const { handover } = makeHandover()
  expect(renderPage(handover)).not.toContain('install.ps1')
  const scripted = renderPage({ ...handover, hasScript: true })
  expect(scripted).toContain('<code>Certs/install.ps1</code> imports')
  expect(scripted).toMatch(/72\s+hours/)
})

test('says where the stick and Windows keep the password', () => {
  const { handover } = makeHandover()
  expect(renderPage(handover)).not.toContain('event log')
  const inline = renderPage({ ...handover, hasScript: true, passwordInAnswerFile: true })
  expect(inline).toContain('Windows keeps the password in its event log')
  expect(renderPage({ ...handover, hasScript: true })).toContain('in no log of Windows')
})

test('asks nothing of any network, runs nothing, and holds no secret', () => {
  const { handover } = makeHandover()
  const page = renderPage(handover)
  expect(page).not.toMatch(/<(?:script|img|link|iframe|object|a)\b|url\(|@import|\son\w+=|https?:/i)
  expect(page).toContain("default-src 'none'")
  expect(page).not.toContain(PASSWORD.reveal())
})

test('shows hostile names as text', () => {
  const evil = `<script>alert(1)</script>"'&@x.com`
  const { handover } = makeHandover()
  const page = renderPage({ ...handover, userPrincipalName: evil, device: '</style><b>' })
  expect(page).not.toContain('<script>')
  expect(page).not.toContain('</style><b>')
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;@x.com')
  expect(html`<p title="${evil}">`.html).not.toMatch(/title="[^"]*"[^>]/)
})
