// `certstick ca set`: changes the settings of a CA, whoever created its root.
import { lintCrlUrl } from '../../authority/lint-crl-url.ts'
import { checkCrlUrl } from '../../authority/settings.ts'
import { throwProblems } from '../../errors.ts'
import { formatFindings } from '../../finding.ts'
import { joinLines, shown } from '../../screen-text.ts'
import type { CommonOptions, Context } from '../context.ts'
import { openCaFolder, requireInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'

export interface CaSetOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'> {
  /** False: `--no-crl-url`. */
  readonly crlUrl?: string | false
}

export async function runCaSet(options: CaSetOptions, context: Context): Promise<void> {
  const { terminal } = context
  const crlUrl = readCrlUrl(options)
  const { store, authority } = await openCaFolder(options, context)
  const inventory = await requireInventory({ store, authority }, context)
  await store.setCrlUrl(crlUrl, inventory)
  const warnings = crlUrl === null ? [] : lintCrlUrl(crlUrl)
  for (const line of formatFindings(warnings)) terminal.say(line)
  if (options.json === true) terminal.result(JSON.stringify({ crlUrl }, null, 2))
  else terminal.report(joinLines(report(crlUrl)))
}

/** @throws UserError wrong-input */
function readCrlUrl({ crlUrl }: CaSetOptions): string | null {
  const none = { field: 'crlUrl', message: 'is missing', hint: 'give --crl-url URL, or --no-crl-url' }
  const checked = (url: string | undefined) => (url === undefined ? [none] : checkCrlUrl(url))
  throwProblems('no setting was changed', crlUrl === false ? [] : checked(crlUrl))
  return crlUrl === false ? null : (crlUrl ?? null)
}

function report(crlUrl: string | null): string[] {
  const before = 'Certificates that were issued before keep the URL that they name.'
  if (crlUrl === null) return [`New certificates name no CRL. ${before}`]
  return [
    `New certificates name ${shown(crlUrl)} as their CRL. ${before}`,
    'Next: create the CRL with certstick crl, publish rootCA.crl at that URL, and enter the URL at this CA in Entra ID.',
  ]
}
