// What the program brings along beside its code: answer files, scripts, the worker thread's program, its version. They
// are read here and nowhere else, so that a build which keeps them elsewhere (in one executable) replaces one file.
import { readdirSync, readFileSync } from 'node:fs'
import packageFile from '../package.json' with { type: 'json' }

export interface Assets {
  readonly version: string
  /** What the program is, in a sentence. */
  readonly description: string
  /** File names in `templates/`, without those in folders. */
  readonly listTemplates: () => string[]
  /** @param path below `templates/`, with slashes */
  readonly readTemplate: (path: string) => Uint8Array
  /** The built `worker.ts`. */
  readonly worker: URL
}

/** @param dist URL of the built program's folder, with a slash at its end; `templates/` lies beside it */
export function openAssets(dist: URL): Assets {
  const templates = new URL('../templates/', dist)
  return {
    version: packageFile.version,
    description: packageFile.description,
    listTemplates: () =>
      readdirSync(templates, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    readTemplate: (path) => readFileSync(new URL(path, templates)),
    worker: new URL('worker.js', dist),
  }
}
