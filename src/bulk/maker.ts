// Makes, places and proves the media of one user after another, in the program's own thread; `worker-maker.ts` has others
// do the same.
import type { Delivered, Delivery } from '../issue/deliver.ts'
import { placeMedia, readBack } from '../issue/place-media.ts'
import { type Produced, produceAnswerFile, produceMedia, produceProtection } from '../issue/produce.ts'
import type { Receipt } from '../media/receipt.ts'
import { encodeZip } from '../media/zip.ts'
import type { MediaPlan } from '../plan/plan.ts'
import type { RandomBytes } from '../world.ts'
import type { Issuer } from '../x509/certificate.ts'
import type { UserKey } from '../x509/user-key.ts'
import type { KeySupply } from './key-supply.ts'

/** The steps of a delivery that many threads can take. */
export interface Maker {
  /** Done when the row may be begun, with what makes its media; null where the signal was given before. */
  readonly prepare: (plan: MediaPlan, signal: AbortSignal) => Promise<Delivery['make'] | null>
  /** Reads back media that an earlier run placed. @throws UserError failed */
  readonly prove: (plan: MediaPlan, receipt: Receipt) => Promise<Delivered>
}

/** What every user's media are made with. */
export interface Equipment {
  readonly issuer: Issuer
  /** The bytes of every answer file that plans name. */
  readonly templates: ReadonlyMap<string, Uint8Array>
  /** Text of the bundled `install.ps1`. */
  readonly scriptTemplate: string
  readonly random: RandomBytes
}

export interface MakerOptions extends Equipment {
  /** Whether media that are already there give way. */
  readonly replace: boolean
  readonly now: () => Date
}

/** How all of them are placed, whoever makes them. */
export const PLACING = { stage: 'bulk', encodeZip } as const

export function openMaker(keys: KeySupply, options: MakerOptions): Maker {
  const { issuer, replace, now } = options
  return {
    prepare: async ({ certificate }, signal) => {
      const userKey = await keys.take(certificate.keyAlgorithm, signal)
      if (userKey === null) return null
      return (plan, record) => {
        const produced = makeMedia(plan, userKey, options)
        const issued = record(produced.certificate)
        return placeMedia(plan, produced, {
          ...PLACING,
          root: issuer.certificate,
          replace,
          issued,
          now: now(),
        })
      }
    },
    prove: (plan, receipt) => readBack(plan, receipt, now()),
  }
}

/** The serial number must be on record before this is called. */
export function makeMedia(
  plan: MediaPlan,
  userKey: UserKey,
  { issuer, templates, scriptTemplate, random }: Equipment,
): Produced {
  const template = templates.get(plan.template.name)
  if (template === undefined) throw new Error(`nobody read the answer file ${plan.template.name}`)
  const answerFile = produceAnswerFile(template, plan.answerFile)
  const protection = produceProtection(plan.pfx, random)
  return produceMedia(plan, { answerFile, scriptTemplate, userKey, issuer, protection })
}
