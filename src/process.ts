// process → World → exit code; the program runs as soon as this is loaded. The clock, randomness and the streams are
// reached for here and nowhere else.
import { availableParallelism, hostname, userInfo } from 'node:os'
import { isatty } from 'node:tty'
import { openAssets } from './assets.ts'
import { run } from './cli/run.ts'

// A reader that has left, such as `head`, is no failure of ours (EPIPE); nor is a terminal that was closed (EIO).
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
}

// SIGTERM has no listener but at a question, so that it ends the program at once whatever that is doing.
let terminated = false
/** 128 and the signal's number, as shells count. */
const SIGTERM_EXIT_CODE = 143

// A closed terminal counts as Ctrl-C. Without a terminal, as below `nohup`, SIGHUP stays what it was.
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
  cwd: process.cwd(),
  // Opened when it is asked for, because that takes a moment that `--help` does not need.
  get stdin() {
    stdin ??= openStdin()
    return stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  // Loaded when it is asked for, because `--help` needs none; the Web Crypto API would load more than this.
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

/** Standard input that a terminal may be taken from: a question then finds its end, and not an error that nobody takes. */
function openStdin(): NodeJS.ReadStream {
  const { stdin } = process
  if (!stdin.isTTY) return stdin
  const setRawMode = stdin.setRawMode.bind(stdin)
  stdin.setRawMode = (mode) => (isatty(stdin.fd) ? setRawMode(mode) : stdin)
  return stdin.on('error', () => {})
}

/** At once: Node's own end waits for a key in the making, and aborts where it cannot set back a terminal that is gone. */
function dieAsOfCtrlC(): void {
  if (process.platform === 'win32') process.exit(130) // which has no signals to die of
  process.on('SIGINT', () => {}).removeAllListeners('SIGINT') // so that not even Node itself has a part in it
  process.kill(process.pid, 'SIGINT')
}

/** An account without an entry in the system's list, as in some containers, has its number alone. */
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
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it runs, and is somebody else's
  }
}
