// Renders the files of each target. A target without a renderer here does not compile.
import type { MediaTree } from '../media/tree.ts'
import type { Secret } from '../secret.ts'
import { entraFiles } from './entra.ts'
import type { Handover, HandoverPfx } from './handover.ts'
import { intuneFiles } from './intune.ts'
import { macosFiles } from './macos.ts'
import { pageFiles } from './page.ts'
import { pfxFiles } from './pfx.ts'
import type { TARGETS, Target } from './targets.ts'
import { windowsFiles } from './windows.ts'

/** What a target with the private key needs. */
export interface Enclosed {
  readonly pfx: HandoverPfx
  /** Null: no file contains it. */
  readonly password: Secret | null
}

/** Reads a script of templates/handover by its name. */
export type ReadScript = (name: string) => Uint8Array

type TargetWithPfx = { [T in Target]: (typeof TARGETS)[T]['takesPfx'] extends true ? T : never }[Target]

const WITH_PFX: Readonly<Record<TargetWithPfx, (handover: Handover, enclosed: Enclosed) => MediaTree>> = {
  windows: (handover, { pfx }) => windowsFiles(handover, pfx),
  macos: (handover, { pfx, password }) => macosFiles(handover, pfx, password),
  pfx: (handover, { pfx }) => pfxFiles(handover, pfx),
}

const WITHOUT_PFX: Readonly<
  Record<Exclude<Target, TargetWithPfx>, (handover: Handover, readScript: ReadScript) => MediaTree>
> = {
  entra: (handover, readScript) => entraFiles(handover, readScript('bind-certificate.ps1')),
  intune: (handover, readScript) => intuneFiles(handover, readScript('post-profiles.ps1')),
  handover: (handover) => pageFiles(handover),
}

/** @param means `enclosed` is called only for targets with the private key */
export async function renderTarget(
  target: Target,
  handover: Handover,
  means: { readonly enclosed: () => Promise<Enclosed>; readonly readScript: ReadScript },
): Promise<MediaTree> {
  return isWithPfx(target)
    ? WITH_PFX[target](handover, await means.enclosed())
    : WITHOUT_PFX[target](handover, means.readScript)
}

function isWithPfx(target: Target): target is TargetWithPfx {
  return Object.hasOwn(WITH_PFX, target)
}
