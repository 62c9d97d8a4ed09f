// The modules of the built program: several in one file, a pack, which is read when the first of them is asked for, and
// compiled out of V8's code cache where there is one. What is in which pack is for build.mjs to say.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { readCache, writeCache } from './code-cache.ts'

/** Module → file name of its pack; the build puts it in. */
declare const MODULES: Readonly<Record<string, string>>

type Require = (name: string) => unknown
type Body = (exports: unknown, require: Require, module: { exports: object }, moduleUrl: string) => void

export interface Packs {
  /** The exports of a module, `./main.js`, or of a library that is in no pack. */
  readonly load: Require
  /** Of the packs that were compiled without a cache. Call it at the end: what has run by then is in it. */
  readonly writeCaches: () => void
}

/** @param cacheName end of the file names of the caches to use */
export function openPacks(cacheName: string): Packs {
  const folder = join(__dirname, 'packs')
  const moduleUrl = pathToFileURL(__filename).href
  const packs = new Map<string, Readonly<Record<string, Body>>>()
  const modules = new Map<string, { exports: object }>()
  const uncached = new Map<string, Script>()

  function openPack(file: string): Readonly<Record<string, Body>> {
    const filename = join(folder, file)
    const cachePath = `${filename}.${cacheName}`
    const cachedData = readCache(cachePath)
    // Latin-1 is what V8 keeps; the build writes ASCII.
    const script = new Script(readFileSync(filename, 'latin1'), {
      filename,
      ...(cachedData && { cachedData }),
    })
    if (cachedData === undefined || script.cachedDataRejected) uncached.set(cachePath, script)
    const pack = script.runInThisContext()
    packs.set(file, pack)
    return pack
  }

  function load(name: string): unknown {
    const id = name.slice('./'.length)
    const file = MODULES[id]
    if (file === undefined) return require(name)
    const known = modules.get(id)
    if (known !== undefined) return known.exports
    const module: { exports: object } = { exports: {} }
    modules.set(id, module)
    const pack = packs.get(file) ?? openPack(file)
    pack[id]?.(module.exports, load, module, moduleUrl)
    module.exports = settle(module.exports)
    return module.exports
  }

  return {
    load,
    writeCaches: () => {
      for (const [path, script] of uncached) writeCache(path, script.createCachedData())
    },
  }
}

/** As plain values: esbuild gives each export by a getter that asks a getter, at every call from module to module. */
function settle(exports: object): object {
  return Object.defineProperty({ ...exports }, '__esModule', { value: true })
}
