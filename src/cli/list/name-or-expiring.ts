// A command that takes the name of one certificate, or `--expiring` for many.
import { UserError } from '../../errors.ts'

/** @throws UserError wrong-input: both were given, or none */
export function requireOne(name: string | undefined, expiring: string | undefined): void {
  if ((name === undefined) !== (expiring === undefined)) return
  const what =
    name === undefined
      ? 'neither a name nor --expiring was given'
      : 'a name and --expiring cannot go together'
  throw new UserError('wrong-input', what, {
    hint: 'give the name of one, or --expiring 30d for all that end soon',
  })
}
