// Opens a database and prints what it reads; then gives a warning of another kind. Argument: the file.
import process, { argv, emitWarning } from 'node:process'
import { UserError } from '../../src/errors.ts'
import { openDatabase } from '../../src/inventory/driver.ts'

try {
  const database = await openDatabase(argv[2] ?? '')
  console.log((database.prepare('SELECT 1 AS one').get({}) as { one: number }).one)
  emitWarning('another', 'ExperimentalWarning')
} catch (error) {
  if (!(error instanceof UserError)) throw error
  console.log(`${error.message}: ${error.hint}`)
  process.exitCode = 1
}
