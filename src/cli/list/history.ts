// What happened to certificates, event by event: when, what, by whom, on which machine.
import type { Certificate } from '../../inventory/certificate.ts'
import type { InventoryEvent } from '../../inventory/event.ts'
import type { Reader } from '../../inventory/reader.ts'
import { oneLine } from '../../screen-text.ts'
import { indentedTable } from '../../tables/columns.ts'

export function formatHistory(
  certificates: readonly Certificate[],
  inventory: Reader,
  columns: number | null,
): string {
  return certificates
    .map((certificate) => {
      const rows = inventory
        .history(certificate.serialNumber)
        .map((event) => [event.at, describe(event), `${event.operator} on ${event.host}`])
      return [oneLine(headOf(certificate)), ...indentedTable(rows, columns)].join('\n')
    })
    .join('\n\n')
}

export function historyToJson(certificates: readonly Certificate[], inventory: Reader): string {
  const histories = certificates.map(({ serialNumber, userPrincipalName, device, name, state }) => ({
    ...{ serialNumber, userPrincipalName, device, name, state },
    events: inventory
      .history(serialNumber)
      .map(({ at, kind, detail, operator, host }) => ({ at, kind, ...detail, operator, host })),
  }))
  return JSON.stringify({ certificates: histories }, null, 2)
}

function headOf({ serialNumber, userPrincipalName, device, state }: Certificate): string {
  return `${userPrincipalName}${device === null ? '' : ` on ${device}`}, ${state} (${serialNumber})`
}

function describe({ kind, detail }: InventoryEvent): string {
  switch (kind) {
    case 'superseded':
      return `superseded by ${detail.by}`
    case 'withdrawn':
      return `withdrawn: ${detail.why}`
    case 'reinstated':
      return `current again, because ${detail.withdrawn} was withdrawn`
    case 'revoked':
      return `revoked: ${detail.reason}`
    case 'written':
      return `written to ${detail.stick}`
    case 'lifted':
      return 'hold lifted'
    default:
      return kind
  }
}
