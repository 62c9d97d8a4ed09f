// Lists in pages, with an opaque `$skiptoken` that leads on.
import { randomUUID } from 'node:crypto'
import { badRequest, type Reply } from './reply.ts'
import type { Wire } from './tenant.ts'

const USUAL = 100
const LARGEST = 999

export class Paging {
  /** Every page has at most this many, whatever `$top` asks for; 0: as asked. */
  forced = 0
  readonly #rest = new Map<string, readonly Wire[]>()

  /** @param extra properties beside `value`, such as `@odata.count` */
  page(all: readonly Wire[], url: URL, extra: Wire = {}): Reply {
    const token = url.searchParams.get('$skiptoken')
    const rows = token === null ? all : this.#rest.get(token)
    if (rows === undefined) throw badRequest('The skip token is not valid.') // OPEN: Graph's text
    const asked = Number(url.searchParams.get('$top') ?? USUAL)
    if (!(asked >= 1 && asked <= LARGEST)) throw badRequest(`Invalid page size specified: '${asked}'.`)
    const size = this.forced > 0 ? Math.min(this.forced, asked) : asked
    const value = rows.slice(0, size)
    if (rows.length <= size) return { status: 200, body: { ...extra, value } }
    const next = new URL(url)
    const name = randomUUID()
    this.#rest.set(name, rows.slice(size))
    next.searchParams.set('$skiptoken', name)
    return { status: 200, body: { ...extra, '@odata.nextLink': next.href, value } }
  }
}

/** The properties that `$select` names, or else the usual ones. */
export function select(object: Wire, url: URL, usual: readonly string[] | null = null): Wire {
  const asked = url.searchParams.get('$select')
  const names = asked === null ? usual : asked.split(',').map((name) => name.trim())
  if (names === null) return object
  return Object.fromEntries(Object.entries(object).filter(([name]) => name === 'id' || names.includes(name)))
}
