// The Node.js releases to measure with: the one that runs this, and those that BENCH_NODES names (paths, by colons).
import { spawnSync } from 'node:child_process'

export interface NodeRelease {
  readonly path: string
  /** Such as `v22.1.0`, and of the OpenSSL in it. */
  readonly version: string
  readonly openssl: string
  readonly major: number
}

export function nodeReleases(): NodeRelease[] {
  const more = (process.env['BENCH_NODES'] ?? '').split(':').filter((path) => path !== '')
  return [process.execPath, ...more].map((path) => {
    const script = 'console.log(process.version, process.versions.openssl)'
    const [version = '', openssl = ''] = spawnSync(path, ['-e', script], { encoding: 'utf8' })
      .stdout.trim()
      .split(' ')
    return { path, version, openssl, major: Number(version.slice(1).split('.')[0]) }
  })
}
