// What the core's field names are called where the user meets them.

/** Field to flag; a CSV column has the field's own name. */
const FLAGS: Readonly<Record<string, string>> = {
  upn: '--upn',
  device: '--device',
  password: '--password-file',
  template: '--template',
  ca: '--ca',
  passphrase: '--ca-passphrase-file',
  output: '--output',
  days: '--days',
  key: '--key',
  pfx: '--pfx',
  store: '--store',
  import: '--import',
  label: '--label',
}

export function flagOf(field: string): string {
  return FLAGS[field] ?? field
}
