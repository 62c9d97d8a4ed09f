// Where the CA and the media are, absolute, and how paths are said to the user.
import { isAbsolute, relative, resolve } from 'node:path'
import type { World } from '../world.ts'
import type { AuthorityOptions, OutputOptions } from './options.ts'

export function caFolder({ ca }: AuthorityOptions, { cwd, env }: World): string {
  return resolve(cwd, ca ?? (env['CERTSTICK_CA'] || 'ca'))
}

/** Whether the person named the folder: a root CA is then expected in it, and only `ca create` makes one there. */
export function caFolderIsNamed({ ca }: AuthorityOptions, { env }: Pick<World, 'env'>): boolean {
  return ca !== undefined || (env['CERTSTICK_CA'] ?? '') !== ''
}

export function outputFolder({ output }: OutputOptions, { cwd }: World): string {
  return resolve(cwd, output ?? 'output')
}

/** A path as the user would type it: relative where it lies below the working directory. */
export function shownPath(path: string, { cwd }: World): string {
  const short = relative(cwd, path)
  return short.startsWith('..') || isAbsolute(short) ? path : short || '.'
}
