// `certstick list`: what was issued, as a table, JSON, CSV or a calendar of expiries.

import { lintCrl } from '../../authority/lint-crl.ts'
import { lintCrlFile } from '../../authority/lint-crl-file.ts'
import { findNamed } from '../../authority/revocation.ts'
import { UserError } from '../../errors.ts'
import { formatFindings } from '../../finding.ts'
import { formatInstant } from '../../instant.ts'
import { type ListInput, listCertificates, parseFilter } from '../../inventory/list.ts'
import { thumbprint } from '../../x509/identifiers.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { openCaFolder, readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'

export interface ListOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'>, ListInput {
  readonly check?: boolean
  readonly csv?: boolean
  readonly ics?: boolean
  readonly history?: string
  readonly folders?: readonly string[]
}

export async function runList(options: ListOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const format = readFormat(options)
  refuseBesideHistory(options)
  const filter = parseFilter(format === 'ics' ? { state: 'issued', ...options } : options)
  if (options.folders !== undefined) return runListOfFolders(options.folders, { options, format }, context)
  const { store, authority } = await openCaFolder(options, context)
  const inventory = await readInventory({ store, authority }, context)
  if (options.history !== undefined) {
    const { formatHistory, historyToJson } = await import('./history.ts')
    const certificates = findNamed(inventory, options.history)
    if (options.json === true) return terminal.result(historyToJson(certificates, inventory))
    return terminal.report(formatHistory(certificates, inventory, terminal.columns))
  }
  const { crlUrl } = await store.readSettings()
  const now = world.now()
  const listed = listCertificates(inventory, filter, now)
  if (options.check === true && !isEmpty(listed)) context.setExitCode(FOUND_ERRORS)
  const lastCrl = inventory.lastCrl()
  const findings = [...lintCrl(inventory, { crlUrl, now }), ...lintCrlFile(store, authority, inventory)]
  if (format !== 'json') for (const line of formatFindings(findings)) terminal.say(line)
  switch (format) {
    case 'table': {
      const { formatTable } = await import('./table.ts')
      for (const lines of formatTable(listed, {
        total: inventory.count(),
        now,
        columns: terminal.columns,
      })) {
        terminal.result(lines)
      }
      return
    }
    case 'json': {
      const { formatListAsJson } = await import('./rows.ts')
      return writeData(formatListAsJson(listed, { lastCrl, findings }), context)
    }
    case 'csv': {
      const { formatListAsCsv } = await import('./rows.ts')
      return writeData(formatListAsCsv(listed, terminal.resultIsScreen), context)
    }
    case 'ics': {
      const { formatCalendar } = await import('./calendar.ts')
      const { user, device, expiring } = options
      const isWhole = [user, device, expiring, options.state].every((given) => given === undefined)
      const source = {
        listed,
        rootThumbprint: thumbprint(authority.certificate),
        crlEnds: isWhole ? (lastCrl?.nextUpdate ?? null) : null,
        rootEnds: isWhole ? formatInstant(authority.facts.notAfter) : null,
      }
      return writeData(formatCalendar(source, now), context)
    }
    default:
      return format satisfies never
  }
}

/** What expires first comes first; only certificates in use, unless `--state` says otherwise. */
async function runListOfFolders(
  folders: readonly string[],
  { options, format }: { readonly options: ListOptions; readonly format: ReturnType<typeof readFormat> },
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const other = options.history !== undefined ? '--history' : format === 'ics' ? '--ics' : null
  if (other !== null) {
    throw new UserError('wrong-input', `${other} and --folders cannot go together`, {
      hint: `run it for each customer: certstick list --profile DIR ${other}`,
    })
  }
  const { customerLines, listFolders } = await import('./folders.ts')
  const list = await listFolders(folders, parseFilter({ state: 'issued', ...options }), context)
  if (options.check === true && list.listed.length > 0) context.setExitCode(FOUND_ERRORS)
  if (format === 'json') return terminal.data((await import('./rows.ts')).formatFoldersAsJson(list))
  for (const line of customerLines(list)) terminal.say(line)
  if (format === 'csv') {
    const { formatListAsCsv } = await import('./rows.ts')
    return writeData(
      formatListAsCsv(list.listed, terminal.resultIsScreen, ({ customer }) => customer),
      context,
    )
  }
  const { formatTable } = await import('./table.ts')
  const { listed, total } = list
  const terms = { total, now: world.now(), columns: terminal.columns }
  for (const lines of formatTable(listed, { ...terms, customerOf: ({ customer }) => customer }))
    terminal.result(lines)
}

function isEmpty(listed: Iterable<unknown>): boolean {
  for (const _ of listed) return false
  return true
}

function readFormat({ json, csv, ics }: ListOptions): 'table' | 'json' | 'csv' | 'ics' {
  const given = (['json', 'csv', 'ics'] as const).filter((name) => ({ json, csv, ics })[name] === true)
  const [format, second] = given
  if (second === undefined) return format ?? 'table'
  throw new UserError('wrong-input', `--${format} and --${second} cannot go together`, {
    hint: 'give one of them',
  })
}

/** What chooses from the list, or writes it in another way, does nothing to a history. */
function refuseBesideHistory(options: ListOptions): void {
  if (options.history === undefined) return
  const others = ['user', 'device', 'state', 'expiring', 'check', 'csv', 'ics'] as const
  const other = others.find((name) => options[name] !== undefined)
  if (other === undefined) return
  throw new UserError('wrong-input', `--history and --${other} cannot go together`, {
    hint: 'give one of them',
  })
}

const ABOUT_BYTES = 1 << 16

/** Some of it at a time. */
function writeData(parts: Iterable<string>, { terminal }: Context): void {
  let text = ''
  for (const part of parts) {
    text += part
    if (text.length < ABOUT_BYTES) continue
    terminal.data(text)
    text = ''
  }
  terminal.data(text)
}
