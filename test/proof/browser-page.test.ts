// The hand-over page in a real browser: on paper and on a screen.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { pageFiles } from '../../src/handover/page.ts'
import { SECURITY_INFO } from '../../src/handover/security-info-code.ts'
import { temporaryFolder, writeFiles } from '../support/folders.ts'
import { makeHandover } from '../support/handover.ts'
import { run, testWith } from '../support/tools.ts'

const LONGEST_UPN = `${'m'.repeat(64)}@${'w'.repeat(44)}.com`

testWith('chromium', 'pdfinfo').each([
  ['letter', 'auto'], // what the browser has loaded, here its usual paper
  ['A4', 'A4'],
])('the page prints on one page of %s, the longest names included', (paper, size) => {
  const made = makeHandover({ userPrincipalName: LONGEST_UPN, device: 'LAPTOP-ABCDEFGH' })
  const handover = {
    ...made.handover,
    steps: ['wifi', 'user', 'blank'] as const,
    passwordInAnswerFile: true,
  }
  const pdf = join(temporaryFolder(), 'page.pdf')
  const onPaper = (html: string) => html.replace('@page { size: auto', `@page { size: ${size}`)
  browse(handover, [`--print-to-pdf=${pdf}`, '--no-pdf-header-footer'], onPaper)
  const { stdout } = run('pdfinfo', [pdf])
  expect(stdout).toMatch(/^Pages:\s+1$/m)
  expect(stdout).toMatch(new RegExp(`^Page size:.*\\(${paper}\\)$`, 'm'))
})

testWith('chromium', 'zbarimg')('the code on the page leads to My Security Info', () => {
  const { handover } = makeHandover()
  const picture = join(temporaryFolder(), 'page.png')
  browse(handover, [`--screenshot=${picture}`, '--window-size=820,1160', '--force-device-scale-factor=2'])
  expect(run('zbarimg', ['-q', '--raw', picture]).stdout.trim()).toBe(`https://${SECURITY_INFO}`)
})

testWith('chromium')('the page is not blank in a browser', () => {
  const { handover } = makeHandover()
  const picture = join(temporaryFolder(), 'page.png')
  browse(handover, [`--screenshot=${picture}`, '--window-size=820,1160'])
  // An empty sheet of that size compresses to some 5 kB.
  expect(statSync(picture).size).toBeGreaterThan(50_000)
})

function browse(
  handover: Parameters<typeof pageFiles>[0],
  options: readonly string[],
  change = (html: string) => html,
): void {
  const [page = new Uint8Array()] = pageFiles(handover).values()
  const files = writeFiles({ 'handover.html': change(Buffer.from(page).toString()) })
  const always = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${temporaryFolder()}`]
  const result = run('chromium', [...always, ...options, `file://${files['handover.html']}`])
  if (result.status !== 0) throw new Error(result.stderr)
}
