// What the core's field names are called where the user meets them.

/** Field to flag; a CSV column has the field's own name. */
const FLAGS: Readonly<Record<string, string>> = {
  upn: '--upn',
  device: '--device',
  password: '--password-file',
  template: '--template',
  ca: '--ca',
  output: '--output',
  stick: '--stick',
  days: '--days',
  key: '--key',
  pfx: '--pfx',
  store: '--store',
  import: '--import',
  strictImport: '--strict-import',
  passwordOut: '--password-out',
  passwordsOut: '--passwords-out',
  architecture: '--architecture',
  caPassphrase: '--ca-passphrase-file',
  name: '--name',
  organization: '--organization',
  crlUrl: '--crl-url',
  reason: '--reason',
  state: '--state',
  expiring: '--expiring',
  warnDays: '--warn-days',
  to: '--to',
  pfxIn: '--pfx-in',
  includePassword: '--include-password',
}

export function flagOf(field: string): string {
  return FLAGS[field] ?? field
}

/** The other way round; a flag that is no field's stands for itself. */
export function fieldOf(flag: string): string {
  return Object.keys(FLAGS).find((field) => FLAGS[field] === flag) ?? flag
}
