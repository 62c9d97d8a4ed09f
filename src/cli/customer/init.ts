// `certstick init`: the folder of a customer. certstick.json has the defaults, `ca` the root CA under the customer's name,
// `output` will have the stick files.
import { join, relative, resolve, sep } from 'node:path'
import { planRoot, ROOT_DEFAULTS } from '../../authority/authority.ts'
import { checkCrlUrl } from '../../authority/settings.ts'
import { rootIsThere } from '../../authority/store.ts'
import { refuseBesideOthers } from '../../authority/store-other-files.ts'
import { collect, type Problem, throwProblems, UserError } from '../../errors.ts'
import { exists, writeNewFile } from '../../media/disk.ts'
import { writableProblems } from '../../media/disk-writable.ts'
import { formatProfile, type Profile, type ProfileValues, readProfile } from '../../profile/profile.ts'
import { formatSchema } from '../../profile/schema.ts'
import { PROFILE_FILE, rootNameOf, SCHEMA_FILE } from '../../profile/settings.ts'
import { OPTIONS, PROFILE_FIELDS } from '../../request/options.ts'
import { shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import { findRoot, hasRoot } from '../ca/authority.ts'
import { askPassphrase, makeAuthority } from '../ca/authority-open.ts'
import type { Context } from '../context.ts'
import { shownPath } from '../folders.ts'
import { requireInventory } from '../inventory.ts'
import { makeKeyFolder } from '../key-folder.ts'
import type { InitOptions } from '../options.ts'
import { readPassphrase } from '../secrets.ts'
import { initToJson, reportInit } from './init-report.ts'
import { refuseOtherCa } from './profile.ts'

export async function runInit(
  dir: string | undefined,
  options: InitOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const folder = resolve(world.cwd, dir ?? '.')
  const file = join(folder, PROFILE_FILE)
  const ca = resolve(folder, options.ca === undefined ? 'ca' : resolve(world.cwd, options.ca))
  if (exists(file)) throw alreadyThere(shownPath(file, world))
  const asks = options.yes !== true && terminal.interactive
  const rootExists = hasRoot(ca)
  const answers = asks
    ? await (await import('./init-questions.ts')).askInit(options, { hasRoot: rootExists, context })
    : options
  const problems: Problem[] = [...writableProblems('dir', folder), ...writableProblems('ca', ca)]
  const values = valuesOf(answers, { folder, cwd: world.cwd })
  const profile = await collect<Profile | null>(problems, () => readProfile(values, file), {
    field: 'name',
    otherwise: null,
  })
  if (answers.name === undefined)
    problems.push({
      field: 'name',
      message: 'is missing',
      hint: 'give the name of the customer, such as --name Contoso',
    })
  if (answers.crlUrl !== undefined) problems.push(...checkCrlUrl(answers.crlUrl))
  const check = () => (options.ca === undefined ? refuseOtherCa({ ca, file }, world) : undefined)
  await collect(problems, check, { field: 'ca', otherwise: undefined })
  if (!rootExists)
    await collect(problems, () => refuseBesideOthers(ca), { field: 'ca', otherwise: undefined })
  const read = () => readPassphrase(options.caPassphraseFile, context)
  const given = await collect(problems, read, { field: 'caPassphrase', otherwise: null })
  throwProblems('nothing was created', problems.map(namedByOption))
  if (profile === null) throw new Error('a fault of the profile was not reported')
  const passphrase = given ?? (asks && !rootExists ? await askPassphrase(context) : null)
  terminal.workIn(folder === world.cwd ? '' : `--profile ${shown(shownPath(folder, world))}`)
  const { crlUrl = null } = answers
  if (rootExists) await keepRoot(profile, crlUrl, context)
  else await createRoot(profile, { passphrase, crlUrl }, context)
  await makeKeyFolder(profile.output, context)
  writeNewFile(file, Buffer.from(formatProfile(values)))
  if (!exists(join(folder, SCHEMA_FILE))) writeNewFile(join(folder, SCHEMA_FILE), Buffer.from(formatSchema()))
  const { authority, crlUrl: url } = await findRoot(profile.ca, context)
  const report = {
    file: shownPath(file, world),
    ca: shownPath(ca, world),
    authority,
    crlUrl: url,
  }
  if (options.json === true) terminal.result(initToJson(report))
  else terminal.report(reportInit(report))
}

/** Those of certstick.json, as text and switches of the command line give them. */
function valuesOf(
  options: InitOptions,
  { folder, cwd }: { readonly folder: string; readonly cwd: string },
): ProfileValues {
  const { name, tenant, domain, contact } = options
  const place = (path: string | undefined, usual: string): string =>
    path === undefined ? usual : fromFolder(folder, resolve(cwd, path))
  const fields = PROFILE_FIELDS.map((field) => [field, optionValue(field, options[field])])
  const own = {
    name,
    tenant,
    domain,
    contact,
    ca: place(options.ca, 'ca'),
    output: place(options.output, 'output'),
  }
  const given = [...Object.entries(own), ...fields].filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as ProfileValues
}

/** A number that is written as one becomes one. */
function optionValue(field: (typeof PROFILE_FIELDS)[number], given: string | boolean | undefined) {
  const schema = OPTIONS[field].profile
  const isInteger = 'type' in schema && schema.type === 'integer'
  return isInteger && typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
}

/** With `/`, so that the file serves every system; absolute if it is elsewhere. */
function fromFolder(folder: string, path: string): string {
  const short = relative(folder, path)
  return short === '' || short.startsWith('..') ? path : short.replaceAll(sep, '/')
}

/** `"days"`, as certstick.json has it, is `--days` here. */
function namedByOption(problem: Problem): Problem {
  return { ...problem, field: problem.field.replace(/^"(.*)"$/, '$1') }
}

/** @throws UserError if it cannot be used */
async function keepRoot(profile: Profile, crlUrl: string | null, context: Context): Promise<void> {
  const found = await findRoot(profile.ca, context)
  context.terminal.say(`note: the root CA in ${shown(shownPath(profile.ca, context.world))} is kept`)
  if (crlUrl !== null && crlUrl !== found.crlUrl)
    await found.store.setCrlUrl(crlUrl, await requireInventory(found, context))
}

async function createRoot(
  { ca, name }: Profile,
  { passphrase, crlUrl }: { readonly passphrase: Secret | null; readonly crlUrl: string | null },
  context: Context,
): Promise<void> {
  const { world } = context
  const choice = { ...ROOT_DEFAULTS, commonName: rootNameOf(name ?? ''), organization: name }
  const plan = planRoot(choice, world.now(), world.random)
  if ((await makeAuthority(plan, { caFolder: ca, passphrase, crlUrl }, context)) === null)
    throw rootIsThere(ca)
}

function alreadyThere(file: string): UserError {
  return new UserError('wrong-input', `${shown(file)} already exists`, {
    hint: 'change it in an editor, or give another folder',
  })
}
