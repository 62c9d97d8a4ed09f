// Passwords from files, standard input and the environment; never from arguments.
import { resolve } from 'node:path'
import { collect, type Problem, UserError } from '../errors.ts'
import { NotAFile } from '../read-file.ts'
import { decodeSecret, secretWarning, toSecret } from '../request/secret-text.ts'
import { oneLine, shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import type { Context } from './context.ts'
import { flagOf } from './fields.ts'
import { writeSecretFile } from './key-folder.ts'
import { readSecretBytes, readSecretInput } from './secret-bytes.ts'

/** Secrets are read from the world; what is odd about one is reported on the terminal. */
type SecretContext = Pick<Context, 'world' | 'terminal'>

/** Where one secret may come from. */
interface SecretSource {
  /** The core's name of the field. */
  readonly field: 'password' | 'caPassphrase' | 'newPassphrase'
  /** `-` is standard input. */
  readonly file: string | undefined
  /** Name of the environment variable; undefined: none. */
  readonly variable: string | undefined
}

interface SecretOptions {
  readonly passwordFile?: string
  readonly caPassphraseFile?: string
}

/**
 * The PFX's password and the passphrase of rootCA.key, where they are given.
 * @param problems take what cannot be read; a password is generated in its place
 * @throws UserError wrong-input where both are to come from standard input
 */
export async function readSecrets(
  { passwordFile, caPassphraseFile }: SecretOptions,
  context: SecretContext,
  problems: Problem[],
): Promise<{ readonly password: Secret | 'made' | undefined; readonly passphrase: Secret | null }> {
  refuseTwoFromStandardInput(passwordFile, caPassphraseFile)
  return {
    password: await collect<Secret | 'made' | undefined>(
      problems,
      () => readPassword(passwordFile, context),
      {
        field: 'password',
        otherwise: 'made',
      },
    ),
    passphrase: await collect(problems, () => readPassphrase(caPassphraseFile, context), {
      field: 'caPassphrase',
      otherwise: null,
    }),
  }
}

/** The password of the PFX, where one is given. */
export function readPassword(file: string | undefined, context: SecretContext): Promise<Secret | undefined> {
  return readSecret({ field: 'password', file, variable: 'CERTSTICK_PFX_PASSWORD' }, context)
}

/** The passphrase of rootCA.key, where one is given. */
export async function readPassphrase(
  file: string | undefined,
  context: SecretContext,
): Promise<Secret | null> {
  const source = { field: 'caPassphrase', file, variable: 'CERTSTICK_CA_PASSPHRASE' } as const
  return (await readSecret(source, context)) ?? null
}

/**
 * The passphrase of rootCA.key and the one that replaces it, where they are given.
 * @throws UserError wrong-input
 */
export async function readPassphrases(
  files: { readonly former: string | undefined; readonly next: string | undefined },
  context: SecretContext,
): Promise<{ readonly former: Secret | null; readonly next: Secret | null }> {
  refuseTwoFromStandardInput(files.former, files.next)
  const former = await readPassphrase(files.former, context)
  const source = { field: 'newPassphrase', file: files.next, variable: undefined } as const
  return { former, next: (await readSecret(source, context)) ?? null }
}

/** The secret from the file, else from the environment; undefined where neither is given. */
async function readSecret(source: SecretSource, context: SecretContext): Promise<Secret | undefined> {
  const { file, variable, field } = source
  const { env, cwd, stdin } = context.world
  const value = variable === undefined ? undefined : env[variable]
  if (file === undefined && value === undefined) return undefined
  const origin = file === undefined ? (variable ?? '') : file === '-' ? 'standard input' : shown(file)
  try {
    if (file === undefined) return warned(toSecret(value ?? ''), `${flagOf(field)}: ${origin}`, context)
    const bytes = file === '-' ? await readSecretInput(stdin) : readSecretBytes(resolve(cwd, file))
    return warned(decodeSecret(bytes), `${flagOf(field)}: ${origin}`, context)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const problem = { field, message: `${origin} ${error.message}`, ...hintFor(file, error) }
    throw new UserError('wrong-input', 'a secret cannot be read', { problems: [problem], cause: error })
  }
}

function hintFor(file: string | undefined, error: UserError): { readonly hint?: string } {
  if (file === undefined) return { hint: 'set it as one line of UTF-8, or give a file' }
  // Such as what a shell puts in the place of <(command).
  if (error.cause instanceof NotAFile) return { hint: 'give a file, or - to read it from standard input' }
  return hintOf(error)
}

/**
 * The secret that a table's cell names the file of: read as one that an option names.
 * @throws UserError wrong-input
 */
export function readCellSecret(file: string, context: SecretContext): Secret {
  try {
    const secret = decodeSecret(readSecretBytes(resolve(context.world.cwd, file)))
    return warned(secret, `password_file: ${shown(file)}`, context)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError('wrong-input', `${shown(file)} ${error.message}`, { ...hintOf(error), cause: error })
  }
}

function warned(secret: Secret, subject: string, { terminal }: SecretContext): Secret {
  const warning = secretWarning(secret)
  if (warning !== null) terminal.say(`warning: ${oneLine(`${subject} ${warning}`)}`)
  return secret
}

function hintOf({ hint }: UserError): { readonly hint?: string } {
  return hint === undefined ? {} : { hint }
}

/** Standard input holds one secret only. @throws UserError wrong-input where both options name it */
function refuseTwoFromStandardInput(...files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === '-').length < 2) return
  throw new UserError('wrong-input', 'standard input cannot give two secrets', {
    hint: 'give one of them in a file or in the environment',
  })
}

/** Saves the password of a delivered PFX to a new file, mode 0600; its folder is created if need be. @throws UserError failed */
export async function keepPassword(path: string, password: Secret, context: Context): Promise<void> {
  try {
    await writeSecretFile(path, `${password.reveal()}\n`, context)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const hint =
      'the stick’s files are complete; the password is in their autounattend.xml or Certs/….password.txt'
    throw new UserError(error.code, error.message, { hint, cause: error })
  }
}
