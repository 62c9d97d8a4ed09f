// process → World → exit code. Loading this file runs the program. Only this file uses clock, randomness and streams
// directly.
import { availableParallelism, hostname, userInfo } from 'node:os'
import { isatty } from 'node:tty'
import { openAssets } from './assets.ts'
import { run } from './cli/run.ts'

// A reader that has ended, such as `head` (EPIPE), or a closed terminal (EIO) is not an error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
}

// SIGTERM has a listener only during a question; at all other times it ends the program at once.
let terminated = false
/** 128 plus the signal's number, as in shells. */
const SIGTERM_EXIT_CODE = 143

// A closed terminal counts as Ctrl-C. Without a terminal, as under `nohup`, SIGHUP keeps its meaning.
let onHangUp: (() => void) | null = null
const terminals = [0, 1, 2].filter((fd) => isatty(fd))
if (terminals.length > 0) {
  process.on('SIGHUP', () => {
    if (onHangUp !== null) onHangUp()
    else if (!process.emit('SIGINT')) dieAsOfCtrlC()
  })
}

let stdin: NodeJS.ReadStream | undefined

void run({
  argv: process.argv.slice(2),
  env: process.env,
  platform: process.platform,
  cwd: workingFolder(),
  // Opened when it is needed, because `--help` does not need it.
  get stdin() {
    stdin ??= openStdin()
    return stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  // Loaded when it is needed, because `--help` does not need it. The Web Crypto API would load more than this.
  random: (size) => process.getBuiltinModule('node:crypto').randomBytes(size),
  assets: openAssets(new URL('./', import.meta.url)),
  author: { operator: accountName(), host: hostname() },
  pid: process.pid,
  isAlive,
  cores: availableParallelism(),
  onInterrupt: (listener) => process.once('SIGINT', listener),
  onHangUp: (listener) => {
    const terminate = () => {
      terminated = true
      listener()
    }
    onHangUp = listener
    process.on('SIGTERM', terminate)
    return () => {
      onHangUp = null
      process.off('SIGTERM', terminate)
    }
  },
}).then((exitCode) => {
  if (!terminals.every((fd) => isatty(fd))) dieAsOfCtrlC()
  process.exitCode = terminated ? SIGTERM_EXIT_CODE : exitCode
})

/** A shell may stand in a folder that somebody has deleted. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    process.stderr.write(
      'error: the current folder does not exist any more\nhint: change to another folder\n',
    )
    process.exit(1)
  }
}

/** Standard input whose terminal may be closed. A question then sees its end, not an unhandled error. */
function openStdin(): NodeJS.ReadStream {
  const { stdin } = process
  if (!stdin.isTTY) return stdin
  const setRawMode = stdin.setRawMode.bind(stdin)
  stdin.setRawMode = (mode) => (isatty(stdin.fd) ? setRawMode(mode) : stdin)
  return stdin.on('error', () => {})
}

/** Ends at once. Node's own exit would wait for a key that is being generated, and abort if the terminal is closed. */
function dieAsOfCtrlC(): void {
  if (process.platform === 'win32') process.exit(130) // Windows has no signals
  process.on('SIGINT', () => {}).removeAllListeners('SIGINT') // so that Node does not handle it either
  process.kill(process.pid, 'SIGINT')
}

/** An account without a name, as in some containers, is recorded with its number. */
function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it runs under another account
  }
}
