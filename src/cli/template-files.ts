// Answer files on disk: the bundled ones by name, the admin's own by path.
import type { Template } from '../plan/plan.ts'
import type { World } from '../world.ts'
import { readNamedFile } from './named-file.ts'

/** The largest real answer files have some hundred kilobytes. */
const MAX_BYTES = 4 * 1024 * 1024

export interface BundledTemplate {
  readonly name: string
  /** One sentence. */
  readonly summary: string
}

export function listTemplates(world: World): BundledTemplate[] {
  return templateNames(world).map((name) => ({
    name,
    summary: firstSentence(Buffer.from(world.assets.readTemplate(`${name}.xml`)).toString()),
  }))
}

function templateNames({ assets }: World): string[] {
  const files = assets.listTemplates().filter((file) => file.endsWith('.xml'))
  return files.map((file) => file.slice(0, -'.xml'.length)).sort()
}

/** Whether it is the name of a bundled answer file. */
export function isBundled(name: string, world: World): boolean {
  return templateNames(world).includes(name)
}

/** Of the comment at the top, which begins with the template's name and a colon. */
function firstSentence(xml: string): string {
  const comment = /<!--\s*[\w-]+:\s*([\s\S]*?)-->/.exec(xml)?.[1] ?? ''
  return (/^[^.]*\./.exec(comment)?.[0] ?? comment).replace(/\s+/g, ' ').trim()
}

/** The text of the script that `script.ts` fills in. */
export function readScriptTemplate({ assets }: World): string {
  return Buffer.from(assets.readTemplate('install.ps1')).toString()
}

/**
 * A bundled answer file by its name, or a file by its path.
 * @param field of the option that named it; undefined: none did
 * @throws UserError wrong-input
 */
export function readTemplate(name: string, world: World, field?: string): Template {
  if (isBundled(name, world)) return { name, bytes: world.assets.readTemplate(`${name}.xml`), bundled: true }
  const hint = `give a file, or one of ${templateNames(world).join(', ')}`
  const named = { mostBytes: MAX_BYTES, hint, ...(field === undefined ? {} : { field }) }
  return { name, bytes: readNamedFile(name, world, named), bundled: false }
}
