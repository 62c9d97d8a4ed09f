// `certstick list`: what was issued, as a table, JSON, CSV or a calendar of expiries.

import { lintCrl } from '../authority/lint-crl.ts'
import { AuthorityStore } from '../authority/store.ts'
import { type ListInput, listCertificates, parseFilter } from '../books/list.ts'
import { UserError } from '../errors.ts'
import { formatFindings } from '../finding.ts'
import { formatInstant } from '../instant.ts'
import { oneLine } from '../screen-text.ts'
import { thumbprint } from '../x509/identifiers.ts'
import type { CommonOptions, Context } from './context.ts'
import { caFolder } from './folders.ts'
import type { AuthorityOptions } from './options.ts'

export interface ListOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'>, ListInput {
  readonly csv?: boolean
  readonly ics?: boolean
}

export async function runList(options: ListOptions, { world, terminal }: Context): Promise<void> {
  const format = readFormat(options)
  const filter = parseFilter(format === 'ics' ? { state: 'issued', ...options } : options)
  const store = await AuthorityStore.open(caFolder(options, world))
  const { certificate, facts } = await store.readAuthority()
  const { crlUrl } = await store.readSettings()
  const { state, note } = store.readLedger()
  const now = world.now()
  const listed = listCertificates(state, filter, now)
  const findings = lintCrl(state, { crlUrl, now })
  if (note !== null) terminal.say(note)
  if (format !== 'json') for (const line of formatFindings(findings)) terminal.say(line)
  switch (format) {
    case 'table': {
      const { formatTable } = await import('../books/table.ts')
      for (const lines of formatTable(listed, { onRecord: state.entries.size, now })) {
        terminal.result(lines)
      }
      return
    }
    case 'json': {
      const { formatListAsJson } = await import('../books/rows.ts')
      return terminal.result(formatListAsJson(listed, { lastCrl: state.lastCrl, findings }))
    }
    case 'csv': {
      const { formatListAsCsv } = await import('../books/rows.ts')
      return terminal.data(
        terminal.resultIsScreen ? formatListAsCsv(listed, oneLine) : formatListAsCsv(listed),
      )
    }
    case 'ics': {
      const { formatCalendar } = await import('../books/calendar.ts')
      const { user, device, expiring } = options
      const isWhole = [user, device, expiring, options.state].every((given) => given === undefined)
      const source = {
        listed,
        rootThumbprint: thumbprint(certificate),
        crlEnds: isWhole ? (state.lastCrl?.nextUpdate ?? null) : null,
        rootEnds: isWhole ? formatInstant(facts.notAfter) : null,
      }
      return terminal.data(formatCalendar(source, now))
    }
    default:
      return format satisfies never
  }
}

function readFormat({ json, csv, ics }: ListOptions): 'table' | 'json' | 'csv' | 'ics' {
  const given = (['json', 'csv', 'ics'] as const).filter((name) => ({ json, csv, ics })[name] === true)
  const [format, second] = given
  if (second === undefined) return format ?? 'table'
  throw new UserError('wrong-input', `--${format} and --${second} cannot go together`, {
    hint: 'give one of them',
  })
}
