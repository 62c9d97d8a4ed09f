// Where and how Windows imports the certificate.

/** Where: `machine` in specialize, `user` at that user's first sign-in. */
export const STORES = ['machine', 'user', 'both'] as const
export type Store = (typeof STORES)[number]

/** Whether a command in the answer file imports with certutil, or a script on the stick that the answer file calls. */
export const IMPORT_MODES = ['inline', 'script'] as const
export type ImportMode = (typeof IMPORT_MODES)[number]
