// Makes keys while garbage is collected at the worst moment: as Node puts a number or a detail of the key into an object.
// Run with --expose-gc.
import { generateKeyPair, generateKeyPairSync } from '../../src/x509/key-pair.ts'
import { generateUserKey, generateUserKeySync } from '../../src/x509/user-key.ts'

const collect = (globalThis as unknown as { gc: (options: object) => void }).gc
for (const name of ['y', 'e', 'namedCurve', 'modulusLength']) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    set(value: unknown) {
      for (const type of ['minor', 'major']) collect({ type })
      Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true })
    },
  })
}
for (const algorithm of ['ec-p256', 'rsa-2048'] as const) {
  const keys = [generateUserKeySync(algorithm), await generateUserKey(algorithm)]
  for (const { publicKeyInfo, privateKeyInfo } of keys) {
    process.stdout.write(`${algorithm} ${publicKeyInfo.length > 90 && privateKeyInfo.length > 130}\n`)
  }
  for (const { privateKey } of [generateKeyPairSync(algorithm), await generateKeyPair(algorithm)]) {
    const { namedCurve, modulusLength } = privateKey.asymmetricKeyDetails ?? {}
    process.stdout.write(`${namedCurve ?? modulusLength}\n`)
  }
}
