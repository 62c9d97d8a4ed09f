// RSA private keys whose numbers need not belong together. Node from 26 on refuses such a JWK; PKCS#1 it still takes as it is.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { encode, integer, integerOf, sequence } from '../../src/x509/asn1.ts'

/** `RSAPrivateKey`, RFC 8017 A.1.2, in this order. */
const NUMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const

/** @param numbers base64url, as in a JWK (RFC 7518 §6.3) */
export function uncheckedRsaKey(
  numbers: Partial<Record<(typeof NUMBERS)[number], string | undefined>>,
): KeyObject {
  const integers = NUMBERS.map((name) =>
    integerOf(Buffer.from(numbers[name] ?? '', 'base64url').toString('hex')),
  )
  const der = encode(sequence(integer(0), ...integers))
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs1' })
}
