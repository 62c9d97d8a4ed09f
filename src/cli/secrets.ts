// Passwords from files, standard input and the environment; never from arguments.
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { collect, type Problem, systemReason, UserError } from '../errors.ts'
import { exists, makeFolder, writeNewFile } from '../media/disk.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'

/** Where one secret may come from. */
interface SecretSource {
  /** The core's name of the field. */
  readonly field: 'password' | 'caPassphrase'
  /** `-` is standard input. */
  readonly file: string | undefined
  /** Name of the environment variable. */
  readonly variable: string
}

interface SecretOptions {
  readonly passwordFile?: string
  readonly caPassphraseFile?: string
}

/**
 * The PFX's password and the passphrase of rootCA.key, where they are given.
 * @param problems take what cannot be read; a password is `made` in its place
 * @throws UserError wrong-input where both are to come from standard input
 */
export async function readSecrets(
  { passwordFile, caPassphraseFile }: SecretOptions,
  world: World,
  problems: Problem[],
): Promise<{ readonly password: Secret | 'made' | undefined; readonly passphrase: Secret | null }> {
  refuseTwoFromStandardInput(passwordFile, caPassphraseFile)
  return {
    password: await collect<Secret | 'made' | undefined>(problems, () => readPassword(passwordFile, world), {
      field: 'password',
      otherwise: 'made',
    }),
    passphrase: await collect(problems, () => readPassphrase(caPassphraseFile, world), {
      field: 'caPassphrase',
      otherwise: null,
    }),
  }
}

/** The password of the PFX, where one is given. */
export function readPassword(file: string | undefined, world: World): Promise<Secret | undefined> {
  return readSecret({ field: 'password', file, variable: 'CERTSTICK_PFX_PASSWORD' }, world)
}

/** The secret from the file, else from the environment; undefined where neither is given. One line end is cut off. */
async function readSecret(source: SecretSource, world: World): Promise<Secret | undefined> {
  const { file, variable } = source
  if (file === undefined) {
    const value = world.env[variable]
    return value === undefined ? undefined : new Secret(value)
  }
  try {
    const content = file === '-' ? await text(world.stdin) : readFileSync(resolve(world.cwd, file), 'utf8')
    return new Secret(content.replace(/\r?\n$/, ''))
  } catch (error) {
    throw unreadable(source, error)
  }
}

/** The passphrase of rootCA.key, where one is given. */
export async function readPassphrase(file: string | undefined, world: World): Promise<Secret | null> {
  const source = { field: 'caPassphrase', file, variable: 'CERTSTICK_CA_PASSPHRASE' } as const
  return (await readSecret(source, world)) ?? null
}

function unreadable({ field, file }: SecretSource, cause: unknown): UserError {
  const message = `cannot read ${file}: ${systemReason(cause)}`
  const hint = 'give a file that holds the secret and nothing else'
  return new UserError('wrong-input', 'a secret cannot be read', {
    problems: [{ field, message, hint }],
    cause,
  })
}

/** Standard input holds one secret only. @throws UserError wrong-input where both options name it */
function refuseTwoFromStandardInput(...files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === '-').length < 2) return
  throw new UserError('wrong-input', 'standard input cannot give two secrets', {
    hint: 'give one of them in a file or in the environment',
  })
}

/**
 * Keeps a secret in a new file, mode 0600: beside it while `work` runs, so that what interrupts that leaves nothing by the
 * file's name; taken away again where it fails. That the file is not there was asked before.
 * @throws UserError failed
 */
export async function keepSecret<T>(path: string, secret: Secret, work: () => Promise<T>): Promise<T> {
  const beside = `${path}.partial`
  makeFolder(dirname(path))
  rmSync(beside, { force: true }) // of a run that was interrupted
  writeNewFile(beside, Buffer.from(`${secret.reveal()}\n`))
  const result = await work().catch((error) => {
    rmSync(beside, { force: true })
    throw error
  })
  if (exists(path)) throw new UserError('failed', `${path} has come meanwhile; the password is in ${beside}`)
  renameSync(beside, path)
  return result
}
