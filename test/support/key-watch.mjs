// Loaded before the program: leaves a file where it begins to make a pair of keys.
import { writeFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'

const crypto = createRequire(import.meta.url)('node:crypto')

function watched(generate) {
  return (...args) => {
    writeFileSync(process.env.KEY_WATCH_FILE, `${args[0]}\n`, { flag: 'a' })
    return generate(...args)
  }
}

const { generateKeyPair, generateKeyPairSync } = crypto
crypto.generateKeyPair = Object.assign(watched(generateKeyPair), {
  [promisify.custom]: watched(promisify(generateKeyPair)),
})
crypto.generateKeyPairSync = watched(generateKeyPairSync)
syncBuiltinESMExports()
