// What the core's field names are called where the user meets them.
import { FIELDS, flagName } from '../request/options.ts'

/** Field to flag; a CSV column has the field's own name. */
const FLAGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(FIELDS.map((field) => [field, flagName(field)])),
  ca: '--ca',
  output: '--output',
  stick: '--stick',
  stickByStick: '--stick-by-stick',
  reassign: '--reassign',
  copyTo: '--copy-to',
  passwordOut: '--password-out',
  passwordsOut: '--passwords-out',
  caPassphrase: '--ca-passphrase-file',
  newPassphrase: '--new-passphrase-file',
  name: '--name',
  organization: '--organization',
  crlUrl: '--crl-url',
  contact: '--contact',
  domain: '--domain',
  folders: '--folders',
  reason: '--reason',
  state: '--state',
  expiring: '--expiring',
  json: '--json',
  warnDays: '--warn-days',
  to: '--to',
  pfxIn: '--pfx-in',
  includePassword: '--include-password',
  tenant: '--tenant',
  cloud: '--cloud',
  clientId: '--client-id',
  deviceCode: '--device-code',
  clientSecret: '--client-secret-file',
  clientCertificate: '--client-certificate-file',
  group: '--group',
  scopeGroup: '--scope-group',
  tenantId: '--tenant-id',
  only: '--only',
}

export function flagOf(field: string): string {
  return FLAGS[field] ?? field
}

/** The other way round; a flag that is no field's stands for itself. */
export function fieldOf(flag: string): string {
  return Object.keys(FLAGS).find((field) => FLAGS[field] === flag) ?? flag
}
