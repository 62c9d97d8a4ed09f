// The kinds of keys that are made: one table, from which types, help and Node's own parameters follow.

export const MODULUS_BITS = { 'rsa-2048': 2048, 'rsa-3072': 3072, 'rsa-4096': 4096 } as const
/** As Node takes them: FIPS 186-4 appendix D. */
export const CURVES = { 'ec-p256': 'P-256', 'ec-p384': 'P-384' } as const

export type KeyAlgorithm = keyof typeof MODULUS_BITS | keyof typeof CURVES

export const KEY_ALGORITHMS = [
  ...Object.keys(MODULUS_BITS),
  ...Object.keys(CURVES),
] as readonly KeyAlgorithm[]

/** Then a key takes no time: a tenth of a millisecond, not a tenth of a second. */
export function isEllipticCurve(algorithm: KeyAlgorithm): algorithm is keyof typeof CURVES {
  return algorithm in CURVES
}
