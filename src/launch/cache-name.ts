// Which code caches a run uses, and whether it may write them.

/** What is looked at of `process`. */
export interface Runtime {
  /** Of Node, with a `v` before it. */
  readonly version: string
  readonly arch: string
  /** Node's own options on the command line. */
  readonly execArgv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Options with which a command ends early, so that its cache would be a poor one for the whole command. */
const ENDS_EARLY = ['--help', '-h', '--dry-run']

/**
 * The end of a cache's file name: Node's release, so that two of them do not take turns at one file, and the command,
 * so that each loads only what it runs. What else stands on the command line may be a name or a secret, and is left out.
 */
export function cacheName(argv: readonly string[], { version, arch }: Runtime): string {
  const command = /^-{0,2}([a-z]{1,16})$/.exec(argv[0] ?? '')?.[1] ?? 'start'
  const early = ENDS_EARLY.some((option) => argv.slice(1).includes(option))
  return `${version}-${arch}-${command}${early ? '-early' : ''}.cache`
}

/** V8 takes no cache that was made with other options, so runs that have some would replace each other's. */
export function mayWrite({ execArgv, env }: Runtime): boolean {
  return execArgv.length === 0 && !env['NODE_OPTIONS']
}
