// Passwords from files, standard input and the environment; never from arguments.
import { closeSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { systemReason, UserError } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { flagOf } from './fields.ts'

/** Where one secret may come from. */
export interface SecretSource {
  /** The core's name of the field. */
  readonly field: 'password' | 'caPassphrase'
  /** `-` is standard input. */
  readonly file: string | undefined
  /** Name of the environment variable. */
  readonly variable: string
}

/** The secret from the file, else from the environment; undefined where neither is given. One line end is cut off. */
export async function readSecret(source: SecretSource, world: World): Promise<Secret | undefined> {
  const { field, file, variable } = source
  if (file === undefined) {
    const value = world.env[variable]
    return value === undefined ? undefined : new Secret(value)
  }
  try {
    const content = file === '-' ? await text(world.stdin) : readFileSync(resolve(world.cwd, file), 'utf8')
    return new Secret(content.replace(/\r?\n$/, ''))
  } catch (error) {
    throw new UserError('wrong-input', `cannot read ${file}: ${systemReason(error)}`, {
      hint: `give ${flagOf(field)} a file that holds nothing else`,
      cause: error,
    })
  }
}

/** The passphrase of rootCA.key, where one is given. */
export async function readPassphrase(file: string | undefined, world: World): Promise<Secret | null> {
  const source = { field: 'caPassphrase', file, variable: 'CERTSTICK_CA_PASSPHRASE' } as const
  return (await readSecret(source, world)) ?? null
}

/** Standard input holds one secret only. @throws UserError wrong-input where both options name it */
export function refuseTwoFromStandardInput(...files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === '-').length < 2) return
  throw new UserError('wrong-input', 'standard input cannot give two secrets', {
    hint: 'give one of them in a file or in the environment',
  })
}

/**
 * Keeps a secret in a new file, mode 0600, while `work` runs; takes the file away again where it fails.
 * @throws UserError wrong-input where the file is there already
 */
export async function keepSecret<T>(path: string, secret: Secret, work: () => Promise<T>): Promise<T> {
  try {
    const handle = openSync(path, 'wx', 0o600)
    writeFileSync(handle, `${secret.reveal()}\n`)
    closeSync(handle)
  } catch (error) {
    throw new UserError('wrong-input', `cannot write ${path}: ${systemReason(error)}`, {
      hint: 'give --password-out the name of a new file',
      cause: error,
    })
  }
  try {
    return await work()
  } catch (error) {
    unlinkSync(path)
    throw error
  }
}
