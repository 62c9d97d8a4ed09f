// The files of the program beside its code: answer files, scripts, the program of the worker threads, and the version. Only
// this file reads them; in a single executable `release/assets.ts` takes its place.
import { readdirSync, readFileSync } from 'node:fs'
import packageFile from '../package.json' with { type: 'json' }

export interface Assets {
  readonly version: string
  /** The program's purpose in one sentence. */
  readonly description: string
  /** File names in `templates/`, without subfolders. */
  readonly listTemplates: () => string[]
  /** @param path below `templates/`, with slashes */
  readonly readTemplate: (path: string) => Uint8Array
  /** The built `worker.ts`: a file, or text to evaluate. */
  readonly worker: { readonly program: URL | string; readonly eval: boolean }
}

/** @param dist URL of the built program's folder, with a slash at its end; `templates/` is beside it */
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
    worker: { program: new URL('worker.js', dist), eval: false },
  }
}
