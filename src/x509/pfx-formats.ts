// The formats of a PFX, and how often its password is hashed.

/**
 * `modern`, AES-256 and SHA-256: Windows 10 1809, Server 2019, OpenSSL 1.1.1, Java 12 and later; not macOS keychains.
 * `legacy`, triple DES and SHA-1: every Windows, macOS, OpenSSL (without its legacy provider), Java, Firefox.
 */
export const PFX_FORMATS = ['modern', 'legacy'] as const
export type PfxFormat = (typeof PFX_FORMATS)[number]

/**
 * How often a password is hashed, for each key and the MAC. A generated password of 140 bits needs no more than readers
 * expect; guessing a chosen password should cost more. Windows refuses anything over 600,000. The legacy format, whose
 * derivation is JavaScript, takes 0.2 s of a core at that count, about what an RSA key takes.
 */
export const PFX_ITERATIONS = { madePassword: 2048, chosenPassword: 100_000 } as const
