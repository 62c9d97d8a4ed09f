// The access token stays where it belongs, whatever Entra answers: in no output, no file, and no request to another host.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fault } from '../../entra-double/faults.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'

type MakeFault = (desk: EntraDesk) => Fault

/** Each met by every command, at the first request and at a later one. */
const FAULTS: readonly (readonly [string, MakeFault])[] = [
  [
    'repeats it in a page of HTML',
    ({ token }) => ({ kind: 'status', status: 200, body: `<html>${token}</html>` }),
  ],
  ['repeats it in an error', ({ token }) => ({ kind: 'status', status: 400, body: errorWith(token) })],
  ['repeats it in a failure', ({ token }) => ({ kind: 'status', status: 500, body: `Bearer ${token}` })],
  ['refuses it', () => ({ kind: 'status', status: 401, code: 'InvalidAuthenticationToken' })],
  ['sends it to another host', ({ double }) => ({ kind: 'redirect', to: double.webUrl })],
  ['has the next page on another host', ({ double }) => ({ kind: 'foreign-next-link', to: double.webUrl })],
  ['breaks the connection', () => ({ kind: 'drop', times: 2 })],
]

function errorWith(token: string): string {
  return JSON.stringify({ error: { code: 'Request_BadRequest', message: `the token ${token} is odd` } })
}

const COMMANDS = [
  ['apply', '--with-policy', '--group', 'CBA pilot'],
  ['apply', '--json'],
  ['remove', 'anna@contoso.com'],
  ['check', '--json'],
  ['check', 'anna@contoso.com', '--log'],
] as const

test.each(FAULTS)('where Entra %s', async (_, makeFault) => {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com')
  desk.group('CBA pilot', anna)
  const fault = makeFault(desk)
  for (const match of ['/organization', '/users', 'certificateBasedAuthConfigurations', 'x509Certificate']) {
    for (const command of COMMANDS) {
      desk.double.graph.faults.set([{ ...fault, match }])
      const { stdout, stderr } = await (command[0] === 'check'
        ? desk.entra(...command)
        : desk.confirmed(...command))
      expect(stdout + stderr).not.toContain(desk.token)
      expect(stderr).not.toContain('a mistake in certstick')
    }
  }
  expect(desk.double.seen.filter(({ at }) => at === 'web')).toEqual([])
  for (const file of readdirSync(desk.ca.cwd, { recursive: true, withFileTypes: true })) {
    if (file.isFile())
      expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain(desk.token)
  }
})
