// What programs a command of the answer file would start, and what each finds in its argv.
import { commandLineToArgv } from './argv.ts'
import { type Machine, newSession } from './powershell/session.ts'
import { execute } from './powershell/statements.ts'
import { loadGrammar } from './powershell/syntax.ts'
import { type Item, toText } from './powershell/values.ts'

export interface Volume {
  readonly letter: string
  /** Paths from the root, with backslashes. */
  readonly files: readonly string[]
}

export interface PowerShell {
  /** What each program and script that the script starts finds in its argv. @throws Error on a syntax error */
  run(script: string, volumes: readonly Volume[]): string[][]
}

export async function loadPowerShell(): Promise<PowerShell> {
  const parse = await loadGrammar()
  return {
    run(script, volumes) {
      const started: string[][] = []
      const machine: Machine = {
        parse,
        environment: () => null,
        cmdlets: {
          'test-path': ({ positional: [path = null] }) =>
            volumes.some(({ letter, files }) => files.some((file) => `${letter}:\\${file}` === toText(path))),
        },
        statics: { 'io.driveinfo.getdrives': () => drives(volumes) },
        start: (argv) => {
          started.push([...argv])
          return { exitCode: 0, output: null }
        },
        readScript: (path) => {
          started.push(commandLineToArgv(path))
          return 'exit 0'
        },
      }
      execute(parse(script), newSession(machine))
      return started
    },
  }
}

/** `[IO.DriveInfo]::GetDrives()`: each has a `Name` such as `D:\`. */
export function drives(volumes: readonly Pick<Volume, 'letter'>[]): readonly Item[] {
  return volumes.map(({ letter }) => ({ get: (name) => (name === 'name' ? `${letter}:\\` : null) }))
}
