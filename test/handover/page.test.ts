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

test('leads a user without a password through the first sign-in, and tells user and technician apart', () => {
  const { handover } = makeHandover()
  const section = (heading: string): string => {
    const html = new RegExp(`<h2>${heading}</h2>([\\s\\S]*?)</section>`).exec(renderPage(handover))?.[1] ?? ''
    return html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
  }
  const [technician, user] = [section('For the technician'), section('The first sign-in to Windows')]
  expect(technician).toMatch(/Temporary Access Pass .*used several times.*apart from the stick/)
  expect(technician).toMatch(/Install Windows from the stick.*It is a secret.*delete the pass/)
  expect(user).toMatch(/work or school.*Temporary Access Pass.*Setup takes no certificate.*Windows Hello/)
  expect(user).not.toMatch(/boot|stick|Panther|certstick/)
  expect(section('A second factor')).toMatch(/counts as one factor.*mysignins\.microsoft\.com\/security-info/)
})

test('breaks an address that is typed only at a slash', () => {
  const { handover } = makeHandover()
  const page = renderPage(handover)
  expect(page).toContain(
    '<span class="whole">mysignins.microsoft.com/</span><wbr><span class="whole">security-info',
  )
})

test('names the script where one is on the stick', () => {
  const { handover } = makeHandover()
  expect(renderPage(handover)).not.toContain('install.ps1')
  const scripted = renderPage({ ...handover, steps: ['root', 'machine', 'user'] })
  expect(scripted).toContain('<code>Certs/install.ps1</code> imports')
  expect(scripted).toMatch(/72\s+hours/)
  const forMachine = renderPage({ ...handover, steps: ['root', 'machine'] })
  expect(forMachine).toContain('<code>Certs/install.ps1</code> imports')
  expect(forMachine).not.toMatch(/72\s+hours/)
  expect(renderPage({ ...handover, steps: ['wifi', 'blank'] })).not.toContain('install.ps1')
})

test('says where the stick and Windows keep the password', () => {
  const { handover } = makeHandover()
  expect(renderPage(handover)).not.toContain('event log')
  const inline = { ...handover, passwordInAnswerFile: true }
  expect(renderPage(inline)).toContain(
    'Windows keeps the password in its event log and in <code>C:\\Windows\\Panther',
  )
  expect(renderPage({ ...inline, steps: ['user', 'blank'] })).toContain(
    'Windows keeps the password in its event log; the script takes it out of <code>C:\\Windows\\Panther',
  )
  expect(renderPage({ ...handover, steps: ['root', 'user'] })).toContain('in no log of Windows')
})

test('says that the stick has the key of the Wi-Fi network, where it has', () => {
  const { handover } = makeHandover()
  expect(renderPage(handover)).not.toContain('Wi-Fi')
  expect(renderPage({ ...handover, steps: ['wifi'] })).toContain('and that of the Wi-Fi network')
})

test('asks nothing of any network, runs nothing, and holds no secret', () => {
  const { handover } = makeHandover()
  const page = renderPage(handover)
  expect(page).not.toMatch(
    /<(?:script|img|link|iframe|object|a|use|image)\b|url\(|@import|\son\w+=|href|https?:/i,
  )
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
