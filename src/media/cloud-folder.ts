// Folders that OneDrive copies to the cloud. Windows names them in the environment.
import { win32 } from 'node:path'
import type { Finding } from '../finding.ts'

const VARIABLES = ['OneDrive', 'OneDriveCommercial', 'OneDriveConsumer'] as const

/** @param folder absolute @returns the name of the service; null: none is known */
export function cloudOf(folder: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const isBelow = (root: string) => key(folder) === key(root) || key(folder).startsWith(`${key(root)}\\`)
  return VARIABLES.some((name) => (env[name] ?? '') !== '' && isBelow(env[name] ?? '')) ? 'OneDrive' : null
}

/** Empty on other systems, and where no service copies the CA folder. */
export function lintCaFolder(
  folder: string,
  {
    platform,
    env,
  }: { readonly platform: string; readonly env: Readonly<Record<string, string | undefined>> },
): Finding[] {
  const cloud = platform === 'win32' ? cloudOf(folder, env) : null
  if (cloud === null) return []
  const message = `the CA folder is in ${cloud}, which copies rootCA.key to the cloud`
  const hint = 'move the folder to one that is not synchronized, and give its new path with --ca'
  return [{ severity: 'warning', code: 'ca-in-cloud', subject: 'ca', message, hint }]
}

function key(path: string): string {
  return win32.normalize(path).replace(/\\$/, '').toLowerCase()
}
