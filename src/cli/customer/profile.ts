// The customer's certstick.json, found in the current folder or in that of `--profile`, and its settings as the defaults
// of a command's options. An option that is given comes first.
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { isErrno, UserError } from '../../errors.ts'
import type { Profile } from '../../profile/profile.ts'
import { shown } from '../../screen-text.ts'
import type { World } from '../../world.ts'
import type { Context } from '../context.ts'
import { readNamedFile } from '../named-file.ts'

/** As `src/profile/settings.ts` names it; that file is loaded only if there is one. */
const PROFILE_FILE = 'certstick.json'
const MOST_BYTES = 1024 * 1024

/**
 * @param folder as it was given with `--profile`; undefined: the current folder
 * @returns null if the current folder has none
 * @throws UserError wrong-input: it is missing where it was named, cannot be read, or cannot be used
 */
export async function findProfile(
  folder: string | undefined,
  world: Pick<World, 'cwd'>,
): Promise<Profile | null> {
  const file = join(resolve(world.cwd, folder ?? '.'), PROFILE_FILE)
  const bytes = readIfExists(file, world)
  if (bytes !== null) return (await import('../../profile/profile.ts')).parseProfile(bytes, file)
  if (folder === undefined) return null
  throw new UserError('wrong-input', `there is no ${PROFILE_FILE} in ${shown(folder)}`, {
    hint: `certstick init ${shown(folder)} creates one`,
  })
}

/** Null: it does not exist. */
function readIfExists(file: string, world: Pick<World, 'cwd'>): Uint8Array | null {
  try {
    return readNamedFile(file, world, { mostBytes: MOST_BYTES })
  } catch (error) {
    if (error instanceof UserError && isErrno(error.cause, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}

/** Gives each option of the command that was not given, and has a default in the profile, that default. */
export async function applyProfile(command: Command, { world, terminal }: Context): Promise<void> {
  terminal.workIn(givenPlaces(command))
  if (!command.options.some(({ long }) => long === '--profile')) return
  const profile = await findProfile(command.optsWithGlobals()['profile'] as string | undefined, world)
  if (profile === null) return
  const defaults = await defaultsFor(pathOf(command), profile, world)
  for (const option of command.options) {
    const name = option.attributeName()
    const value = defaults[name]
    if (value === undefined || command.getOptionValue(name) !== undefined) continue
    if (name === 'ca') refuseOtherCa(profile, world)
    command.setOptionValueWithSource(name, value, 'config')
  }
}

/** `--profile` and `--ca` as they were typed. */
function givenPlaces(command: Command): string {
  const { profile, ca } = command.optsWithGlobals<{ readonly profile?: string; readonly ca?: string }>()
  const given = Object.entries({ '--profile': profile, '--ca': ca })
  return given.flatMap(([flag, path]) => (path === undefined ? [] : [`${flag} ${shown(path)}`])).join(' ')
}

/** `ca create`, without the program's name. */
function pathOf(command: Command): string {
  const names: string[] = []
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name())
  return names.join(' ')
}

type Defaults = Readonly<Record<string, string | boolean | undefined>>

/** By the names of the options. */
async function defaultsFor(path: string, profile: Profile, world: World): Promise<Defaults> {
  const { ca, output, tenant, contact, name } = profile
  const common = { ca, tenant: tenant ?? undefined, contact: contact ?? undefined }
  if (path === 'new' || path === 'bulk')
    return { ...common, output, ...(await requestDefaults(profile, world)) }
  if (path === 'crl') return common // its --output is where the CRL is published
  if (path !== 'ca create' || name === null) return { ...common, output }
  const { rootNameOf } = await import('../../profile/settings.ts')
  return { ...common, name: rootNameOf(name), organization: name }
}

/** What the options of a stick would be given; a file is looked for beside certstick.json. */
export async function requestDefaults(
  { defaults, file }: Profile,
  world: World,
): Promise<Profile['defaults']> {
  const { template, wifiProfile } = defaults
  const beside = (path: string): string => resolve(file, '..', path)
  const own = wifiProfile === undefined ? defaults : { ...defaults, wifiProfile: beside(wifiProfile) }
  if (template === undefined) return own
  const { isBundled } = await import('../template-files.ts')
  return { ...own, template: isBundled(template, world) ? template : beside(template) }
}

/** Two root CAs are named, and the wrong one would sign. */
export function refuseOtherCa({ ca, file }: Pick<Profile, 'ca' | 'file'>, { cwd, env }: World): void {
  const named = env['CERTSTICK_CA'] || null
  if (named === null || resolve(cwd, named) === ca) return
  const message = `CERTSTICK_CA names ${shown(named)}, and ${shown(file)} names ${shown(ca)}`
  throw new UserError('wrong-input', `two root CAs are named`, {
    problems: [{ field: 'ca', message, hint: 'unset CERTSTICK_CA, or give --ca' }],
  })
}
