// `npm run bench [part…]`: measures and prints; writes RESULTS.md where all parts ran. Parts: start, cold, rsa, ec, crl,
// inventory, memory. Needs GNU time, openssl, git and
// npm, Linux, and a machine with nothing else to do.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import keepTemporaryFoldersTogether from '../support/temporary.ts'
import { benchEllipticCurve, benchMemory, benchRsa } from './bulk.ts'
import { benchOneUser, benchStart } from './cold.ts'
import { benchCrl } from './crl.ts'
import { benchInventory } from './inventory.ts'
import { type NodeRelease, nodeReleases } from './nodes.ts'
import { type BenchRow, toMarkdown } from './row.ts'
import { SCALE } from './scale.ts'

process.once('exit', keepTemporaryFoldersTogether())

const cores = availableParallelism()
const nodes = nodeReleases()
const load = loadavg()[0] ?? 0

const PARTS: Readonly<Record<string, () => readonly BenchRow[] | Promise<readonly BenchRow[]>>> = {
  start: () => benchStart(nodes),
  cold: () => benchOneUser(nodes),
  rsa: () => benchRsa(nodes, cores),
  ec: () => benchEllipticCurve(nodes, cores),
  crl: benchCrl,
  inventory: benchInventory,
  memory: () => benchMemory(nodes[0] as NodeRelease),
}

const asked = process.argv.slice(2)
const rows: BenchRow[] = []
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const row of await part()) {
    rows.push(row)
    const { work, measured, peer, ratio, target, reached } = row
    console.log(`${reached ? ' ' : '!'} ${work}: ${measured} (${peer}), ${ratio.toFixed(2)}, ${target}`)
  }
}
if (asked.length === 0 && SCALE === 1)
  writeFileSync('test/bench/RESULTS.md', `${describeMachine()}\n\n${toMarkdown(rows)}\n`)

function describeMachine(): string {
  const releases = nodes.map(({ version, openssl }) => `Node.js ${version} (OpenSSL ${openssl})`)
  const openssl = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout.trim()
  const busy =
    load > 0.5 ? `; the machine was busy with other work (load ${load.toFixed(1)} at the start)` : ''
  return [
    '# What was measured',
    '',
    `On ${new Date().toISOString().slice(0, 10)}: ${cpus()[0]?.model ?? 'unknown processor'}, ${cores} cores, ${process.platform}${busy}.`,
    `${releases.join(', ')}; peers: ${openssl}. Written by \`npm run bench\`.`,
    '',
    'Each row was measured beside its peer in the same run, in turns. The first edition is commit 7693e38, as it built itself.',
  ].join('\n')
}
