// The files of the program in a single executable, which holds them beside the code. `release.mjs` puts them in, and
// bundles this file in the place of `../assets.ts`.
import { getAsset, getAssetKeys } from 'node:sea'
import packageFile from '../../package.json' with { type: 'json' }
import type { Assets } from '../assets.ts'

declare module 'node:sea' {
  /** Since Node 22.20. */
  function getAssetKeys(): string[]
}

const TEMPLATES = 'templates/'

export function openAssets(): Assets {
  return {
    version: packageFile.version,
    description: packageFile.description,
    listTemplates: () =>
      getAssetKeys()
        .filter((key) => key.startsWith(TEMPLATES))
        .map((key) => key.slice(TEMPLATES.length))
        .filter((path) => !path.includes('/')),
    readTemplate: (path) => new Uint8Array(getAsset(`${TEMPLATES}${path}`)),
    get worker() {
      return { program: getAsset('worker.js', 'utf8'), eval: true }
    },
  }
}
