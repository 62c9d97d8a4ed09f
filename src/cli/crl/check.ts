// `certstick crl check URL`: fetches the published CRL as Entra ID does, and says whether Entra ID will accept it.
import { checkCrlUrl } from '../../authority/settings.ts'
import { findEndpoints } from '../../entra/clouds.ts'
import { fetchCrl } from '../../entra/fetch-crl.ts'
import { FETCHED_HERE, judgeCrl, type PublishedCrl } from '../../entra/published-crl.ts'
import { throwProblems } from '../../errors.ts'
import { formatFindings, isError } from '../../finding.ts'
import { formatInstant } from '../../instant.ts'
import { counted, joinLines, shown } from '../../screen-text.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { openCaFolder, readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'

export interface CrlCheckOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'> {
  readonly cloud?: string
}

/** Exit code 3 where Entra ID will not accept it. @param given null: the URL of the CA's settings */
export async function runCrlCheck(
  given: string | undefined,
  options: CrlCheckOptions,
  context: Context,
): Promise<void> {
  const { world, terminal, setExitCode } = context
  const faults = given === undefined ? [] : checkCrlUrl(given)
  throwProblems(
    'no CRL was checked',
    faults.map((fault) => ({ ...fault, field: 'url' })),
  )
  const { largestCrlBytes } = findEndpoints(options.cloud ?? null, world.env)
  const { store, authority: root } = await openCaFolder(options, context)
  const url = given ?? (await store.readSettings()).crlUrl
  if (url === null) {
    const message = 'is missing, and this CA has no CRL URL'
    throwProblems('no CRL was checked', [
      { field: 'url', message, hint: 'give the address of the published CRL' },
    ])
    return
  }
  const inventory = await readInventory({ store, authority: root }, context)
  const expected = { url, root, lastNumber: inventory.lastIssuedCrlNumber(), largestBytes: largestCrlBytes }
  const published = judgeCrl(await fetchCrl(url, world.now), { ...expected, now: world.now() })
  if (published.findings.some(isError)) setExitCode(FOUND_ERRORS)
  if (options.json === true) terminal.result(toJson(published))
  else terminal.report(report(published))
}

function toJson({ url, facts, revoked, bytes, milliseconds, findings }: PublishedCrl): string {
  const crl =
    facts === null
      ? null
      : {
          crlNumber: facts.crlNumber === null ? null : String(facts.crlNumber),
          thisUpdate: formatInstant(facts.thisUpdate),
          nextUpdate: facts.nextUpdate === null ? null : formatInstant(facts.nextUpdate),
          entries: revoked.size,
        }
  return JSON.stringify({ url, crl, bytes, milliseconds, findings }, null, 2)
}

function report({ url, facts, revoked, bytes, milliseconds, findings }: PublishedCrl): string {
  const entries = counted(revoked.size, 'certificate')
  const end = facts?.nextUpdate ?? null
  return joinLines([
    `CRL at ${shown(url)}`,
    ...(facts === null
      ? []
      : [
          `  number  ${facts.crlNumber ?? 'none'}, revokes ${entries}`,
          `  valid   ${formatInstant(facts.thisUpdate)} to ${end === null ? 'no end' : formatInstant(end)}`,
          `  size    ${bytes} bytes, fetched in ${(milliseconds / 1000).toFixed(1)} s`,
        ]),
    '',
    ...formatFindings(findings),
    ...(findings.length === 0 ? [] : ['']),
    verdictOf(findings),
    FETCHED_HERE,
  ])
}

function verdictOf(findings: PublishedCrl['findings']): string {
  if (findings.some(isError)) return 'Entra ID will not accept it: every sign-in of this CA fails.'
  const isMoved = findings.some(({ code }) => code === 'crl-unreachable')
  return `Entra ID will accept it${isMoved ? ', if it follows to that address' : ''}.`
}
