// A build of certstick with faults in it, which the environment switches on: `FAULT` names one and the
// call from which on it shows, `FAULT_IN` the threads. Only what writes is faulty; what reads back is the real code throughout.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'rolldown'
import { emptyFolder } from './cli.ts'
import { bundlePrograms, linkPackages } from './programs.ts'

/** What can be wrong. Each is counted by itself, in each thread. */
export type Fault = 'derivation' | 'encryption' | 'mac' | 'key' | 'answer-file' | 'zip'

/** A module as one importer, or everybody, sees it. */
interface Place {
  /** Ends the path of the importer; empty: everybody. */
  readonly importer: string
  /** As it is imported, or the end of its path. */
  readonly module: string
  /** Export → the fault that it shows, and the damage below that its results take. */
  readonly exports: Readonly<Record<string, readonly [Fault, string]>>
}

const PLACES: readonly Place[] = [
  {
    importer: 'src/x509/pkcs12-encryption.ts',
    module: 'node:crypto',
    exports: {
      pbkdf2Sync: ['derivation', 'bytes'],
      createCipheriv: ['encryption', 'cipher'],
      createHmac: ['mac', 'digest'],
    },
  },
  { importer: '', module: 'src/x509/pkcs12-kdf.ts', exports: { deriveBytes: ['derivation', 'bytes'] } },
  {
    importer: '',
    module: 'src/x509/user-key.ts',
    exports: { generateUserKey: ['key', 'key'], generateUserKeySync: ['key', 'key'] },
  },
  {
    importer: '',
    module: 'src/answer-file/render.ts',
    exports: { renderAnswerFile: ['answer-file', 'password'] },
  },
  { importer: '', module: 'src/media/zip.ts', exports: { encodeZip: ['zip', 'zip'] } },
]

/** How results are damaged: each time a little, and so that they still look like results. */
const DAMAGE = `
const flip = (bytes, at) => { const copy = Buffer.from(bytes); copy[at] ^= 1; return copy }
const damage = {
  bytes: (bytes) => flip(bytes, 0),
  cipher: (cipher) => {
    const update = cipher.update.bind(cipher)
    cipher.update = (text) => { const bytes = update(text); return flip(bytes, bytes.length >> 1) }
    return cipher
  },
  digest: (hmac) => {
    const digest = hmac.digest.bind(hmac)
    hmac.digest = () => flip(digest(), 0)
    return hmac
  },
  // a byte of a number that every key has
  key: ({ publicKeyInfo, privateKeyInfo }) => ({ publicKeyInfo, privateKeyInfo: flip(privateKeyInfo, 40) }),
  // one letter of the password in the import command, of the alphabet that passwords are made of
  password: (answerFile) => {
    const text = Buffer.from(answerFile).toString('latin1')
    return Buffer.from(text.replace(/(-p\\W+\\w+)(\\w)/, (_, before, last) => before + (last === 'x' ? 'y' : 'x')), 'latin1')
  },
  zip: (zip) => flip(zip, zip.length >> 1),
}
`

const RUN_TIME = `
import { isMainThread } from 'node:worker_threads'
${DAMAGE}
const [wanted = '', from = '1'] = (process.env.FAULT ?? '').split('@')
const here = process.env.FAULT_IN === undefined || (process.env.FAULT_IN === 'worker') === !isMainThread
let calls = 0
export function faulty(fault, kind, real) {
  if (fault !== wanted || !here) return real
  return (...given) => {
    const result = real(...given)
    if (++calls < Number(from)) return result
    process.stderr.write('[fault shown]\\n')
    return result instanceof Promise ? result.then(damage[kind]) : damage[kind](result)
  }
}
`

const RUN_TIME_ID = '\0faults:run-time'
/** Before the path of a module that has faults; what it is made of is the module itself. */
const FAULTY = '\0faulty:'

const faults: Plugin = {
  name: 'faults',
  async resolveId(source, importer = '') {
    if (source === RUN_TIME_ID || importer === RUN_TIME_ID || importer.startsWith(FAULTY)) {
      return source === RUN_TIME_ID ? source : null
    }
    if (!/^node:crypto$|\.ts$/.test(source)) return null
    const found = await this.resolve(source, importer, { skipSelf: true })
    const [path, from] = [found?.id ?? '', importer].map((name) => name.replaceAll('\\', '/'))
    const place = placeOf(path ?? '', from ?? '')
    return place === undefined ? null : `${FAULTY}${PLACES.indexOf(place)}:${path}`
  },
  load(id) {
    if (id === RUN_TIME_ID) return RUN_TIME
    const [, index = '', path = ''] = id.startsWith(FAULTY) ? (/:(\d+):(.*)$/.exec(id) ?? []) : []
    const place = PLACES[Number(index)]
    if (path === '' || place === undefined) return null
    const real = JSON.stringify(path)
    const lines = Object.entries(place.exports).map(
      ([name, [fault, kind]]) => `export const ${name} = faulty('${fault}', '${kind}', real.${name})`,
    )
    const head = `import { faulty } from ${JSON.stringify(RUN_TIME_ID)}\nimport * as real from ${real}\nexport * from ${real}`
    return `${head}\n${lines.join('\n')}`
  },
}

function placeOf(path: string, from: string): Place | undefined {
  return PLACES.find(({ importer, module }) => path.endsWith(module) && from.endsWith(importer))
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** @returns the path of the program; its worker is beside it, as in a real build */
export async function buildWithFaults(): Promise<string> {
  const folder = emptyFolder()
  linkPackages(folder)
  cpSync(join(root, 'templates'), join(folder, 'templates'), { recursive: true })
  mkdirSync(join(folder, 'dist'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const entries = { main: 'src/main.ts', worker: 'src/bulk/worker.ts' }
  await bundlePrograms(entries, join(folder, 'dist'), faults)
  return join(folder, 'dist', 'main.js')
}
