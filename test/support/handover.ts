// A hand-over to test the renderers with: fixed names, fresh keys on elliptic curves.
import type { Handover, HandoverPfx } from '../../src/handover/handover.ts'
import { Secret } from '../../src/secret.ts'
import type { PfxFormat } from '../../src/x509/pfx-formats.ts'
import { makePfx } from './pfx.ts'
import { CLIENT_PLAN, makeClient, makeRoot, oneYearFromNow } from './roots.ts'
import { frozenRandom } from './world.ts'

export const PASSWORD = new Secret('correct horse & <battery>')

export interface MadeHandover {
  readonly handover: Handover
  readonly pfx: HandoverPfx
}

export function makeHandover(
  changes: {
    userPrincipalName?: string
    device?: string | null
    format?: PfxFormat
    crlUrl?: string
    serialNumber?: string
  } = {},
): MadeHandover {
  const { userPrincipalName = CLIENT_PLAN.userPrincipalName, device = null, format = 'legacy' } = changes
  const { serialNumber = CLIENT_PLAN.serialNumber } = changes
  const root = makeRoot()
  const leaf = makeClient(root, { ...oneYearFromNow(), userPrincipalName, serialNumber })
  const content = {
    privateKey: leaf.privateKey,
    certificate: leaf.certificate,
    chain: [root.certificate],
    friendlyName: userPrincipalName,
    password: PASSWORD,
  }
  return {
    handover: {
      userPrincipalName,
      device,
      certificate: leaf.certificate,
      root: root.certificate,
      crlUrl: changes.crlUrl ?? null,
      steps: [],
      passwordInAnswerFile: false,
      contact: null,
    },
    pfx: { bytes: makePfx(content, format, frozenRandom()), format, exportable: false, autoSelect: false },
  }
}

/** A file of a rendered folder, as text. */
export function textOf(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  const bytes = files.get(path)
  if (bytes === undefined) throw new Error(`no ${path} among ${[...files.keys()].join(', ')}`)
  return Buffer.from(bytes).toString('utf8')
}
