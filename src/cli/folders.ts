// Where the CA and the stick files are, absolute, and how paths are shown to the user.
import { isAbsolute, join, relative, resolve } from 'node:path'
import { exists } from '../media/disk.ts'
import type { World } from '../world.ts'
import type { AuthorityOptions, OutputOptions } from './options.ts'

export function caFolder({ ca }: AuthorityOptions, { cwd, env }: World): string {
  return resolve(cwd, ca ?? (env['CERTSTICK_CA'] || 'ca'))
}

/**
 * Whether the person, or certstick.json, named the folder: a root CA is then expected in it, and only `ca create` makes one
 * there.
 */
export function caFolderIsNamed({ ca }: AuthorityOptions, { env }: Pick<World, 'env'>): boolean {
  return ca !== undefined || (env['CERTSTICK_CA'] ?? '') !== ''
}

export function outputFolder({ output }: OutputOptions, { cwd }: World): string {
  return resolve(cwd, output ?? 'output')
}

/** Of a path, or of an output by its name, where there is no such path. */
export function namedPath(text: string, options: OutputOptions, world: World): string {
  const path = resolve(world.cwd, text)
  const output = join(outputFolder(options, world), text)
  return !/[\\/]/.test(text) && text !== '' && !exists(path) && exists(output) ? output : path
}

/** A path as the user would type it, before `shown` quotes it: relative where it lies below the working directory. */
export function shownPath(path: string, { cwd }: World): string {
  const short = relative(cwd, path)
  return short.startsWith('..') || isAbsolute(short) ? path : short || '.'
}
