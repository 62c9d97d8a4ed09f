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
  /** Goes into the profile for macOS; null: no file contains it. */
  readonly profilePassword: Secret | null
}

/** Reads a script of templates/handover by its name. */
export type ReadScript = (name: string) => Uint8Array

type TargetWithPfx = { [T in Target]: (typeof TARGETS)[T]['takesPfx'] extends true ? T : never }[Target]

const WITH_PFX: Readonly<Record<TargetWithPfx, (handover: Handover, enclosed: Enclosed) => MediaTree>> = {
  windows: (handover, { pfx }) => windowsFiles(handover, pfx),
  macos: (handover, { pfx, profilePassword }) => macosFiles(handover, pfx, profilePassword),
  pfx: (handover, { pfx }) => pfxFiles(handover, pfx),
}

const WITHOUT_PFX: Readonly<
  Record<Exclude<Target, TargetWithPfx>, (handover: Handover, readScript: ReadScript) => MediaTree>
> = {
  entra: (handover, readScript) => entraFiles(handover, readScript('bind-certificate.ps1')),
  intune: (handover, readScript) => intuneFiles(handover, readScript('post-profiles.ps1')),
  handover: (handover) => pageFiles(handover),
}

/** @param means `enclose` is called only for targets with the private key, and gives what is returned beside the files */
export async function renderTarget<Own extends Enclosed>(
  target: Target,
  handover: Handover,
  means: { readonly enclose: () => Promise<Own>; readonly readScript: ReadScript },
): Promise<{ readonly files: MediaTree; readonly enclosed: Own | null }> {
  if (!isWithPfx(target)) return { files: WITHOUT_PFX[target](handover, means.readScript), enclosed: null }
  const enclosed = await means.enclose()
  return { files: WITH_PFX[target](handover, enclosed), enclosed }
}

function isWithPfx(target: Target): target is TargetWithPfx {
  return Object.hasOwn(WITH_PFX, target)
}
