// The table of key algorithms, used for types, help and Node's parameters.

export const MODULUS_BITS = { 'rsa-2048': 2048, 'rsa-3072': 3072, 'rsa-4096': 4096 } as const
/** Node's names of the curves: FIPS 186-4 appendix D. */
export const CURVES = { 'ec-p256': 'P-256', 'ec-p384': 'P-384' } as const

export type KeyAlgorithm = keyof typeof MODULUS_BITS | keyof typeof CURVES

export const KEY_ALGORITHMS = [
  ...Object.keys(MODULUS_BITS),
  ...Object.keys(CURVES),
] as readonly KeyAlgorithm[]

/** Such a key is generated in a tenth of a millisecond, an RSA key in a tenth of a second. */
export function isEllipticCurve(algorithm: KeyAlgorithm): algorithm is keyof typeof CURVES {
  return algorithm in CURVES
}
