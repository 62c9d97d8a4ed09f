// The kinds of protection that a PFX is made with.

/**
 * `legacy`, triple DES and SHA-1: every Windows, macOS, OpenSSL (without its legacy provider), Java, Firefox.
 * `modern`, AES-256 and SHA-256: Windows 10 1809, Server 2019, OpenSSL 1.1.1, Java 12 and later; not macOS keychains.
 */
export const PFX_FORMATS = ['legacy', 'modern'] as const
export type PfxFormat = (typeof PFX_FORMATS)[number]
