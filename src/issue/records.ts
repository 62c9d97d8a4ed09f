// Turns each step of an issue into one write to the inventory.
import { basename } from 'node:path'
import { formatInstant } from '../instant.ts'
import type { Reader } from '../inventory/reader.ts'
import type { Writer } from '../inventory/writer.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { recordRequest } from '../plan/recorded.ts'
import type { Records } from './issue.ts'

/** One transaction, or a part of one. */
export type Write = <T>(work: (writer: Writer) => T) => Promise<T>

/**
 * @param revokesFormer whether what a certificate supersedes is revoked too, as soon as the stick's files have their name
 * @param takesDevice whether it supersedes the certificates of other users on its device
 */
export function recordsOf(write: Write, { revokesFormer = false, takesDevice = false } = {}): Records {
  return {
    intend: ({ certificate, device, name }) => {
      const { serialNumber, userPrincipalName } = certificate
      const notAfter = formatInstant(certificate.notAfter)
      return write((writer) => writer.intend({ serialNumber, userPrincipalName, device, name, notAfter }))
    },
    issue: (plan, { certificate, receipt }, stage) => {
      const { serialNumber, thumbprint, notBefore, notAfter } = receipt
      const placement = { folder: plan.folder, stage: basename(stage), revokesFormer, takesDevice }
      const issue = { serialNumber, thumbprint, notBefore, notAfter, der: certificate, placement }
      return write((writer) => {
        const serialNumbers = writer.issue({ ...issue, request: requestOf(plan) })
        return { serialNumbers, stages: stagesOf(serialNumbers, writer.inventory) }
      })
    },
    placed: (serialNumber) => write((writer) => writer.placed(serialNumber)),
    withdraw: (serialNumber) =>
      write((writer) => writer.withdraw(serialNumber, 'its files were not delivered')),
  }
}

function stagesOf(serialNumbers: readonly string[], inventory: Reader): string[] {
  if (serialNumbers.length === 0) return []
  const staged = inventory.allStaging().filter(({ serialNumber }) => serialNumbers.includes(serialNumber))
  return staged.map(({ stage }) => stage)
}

/** The values from which `regenerate` recreates the stick; no secret. */
export function requestOf(plan: MediaPlan): Readonly<Record<string, string>> {
  return { ...recordRequest(plan), templateSha256: plan.template.sha256 }
}
