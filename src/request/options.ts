// Every option of a stick, in one table: field, flag, help, column of `bulk`, reader, what the inventory keeps for
// `regenerate`, and its value in certstick.json. The types of flags, columns, field names, request and record are made from
// it, so that the plan and `plan/recorded.ts` do not compile if they forget an option. The plan decides the defaults.
import { KEY_ALGORITHMS } from '../x509/key-algorithms.ts'
import { PFX_FORMATS } from '../x509/pfx-formats.ts'
import { orList } from './choices.ts'
import { IMPORT_MODES, STORES } from './import-choices.ts'
import { asGiven, asText, choice, type Option, SWITCH } from './option.ts'
import {
  MOST_DAYS,
  readAccepted,
  readArchitectures,
  readDays,
  readDevice,
  readPassword,
  readUserPrincipalName,
} from './readers.ts'
import {
  LANGUAGES,
  LOCALES,
  readKeyboard,
  readLanguage,
  readLocale,
  readProductKey,
  readTimeZone,
} from './regions.ts'

/** In the order of the help. */
export const OPTIONS = {
  upn: {
    value: 'userPrincipalName',
    flag: '--upn <upn>',
    help: 'user principal name; upper and lower case are kept',
    of: 'user',
    column: true,
    read: readUserPrincipalName,
    recall: null, // the certificate's own row has it
    profile: null,
  },
  device: {
    value: 'device',
    flag: '--device <name>',
    help: 'computer name, also the name of the output folder',
    of: 'user',
    column: true,
    read: readDevice,
    recall: null, // the certificate's own row has it
    profile: null,
  },
  password: {
    value: 'password',
    flag: '--password-file <file>',
    help: 'PFX password, - for standard input (env CERTSTICK_PFX_PASSWORD)',
    of: 'user',
    column: false, // a table has its own columns for passwords
    read: readPassword,
    recall: null, // secrets are not recorded
    profile: null,
  },
  template: {
    value: 'template',
    flag: '--template <name|file>',
    help: 'answer file to add the import to (default entra-join)',
    of: 'all',
    column: true,
    read: asGiven,
    recall: asText,
    profile: { type: 'string' },
  },
  days: {
    value: 'validityDays',
    flag: '--days <n>',
    help: "validity, never past the root's (default 365)",
    of: 'all',
    column: true,
    read: readDays,
    recall: asText,
    profile: { type: 'integer', minimum: 1, maximum: MOST_DAYS },
  },
  key: {
    value: 'keyAlgorithm',
    flag: '--key <algorithm>',
    help: `${orList(KEY_ALGORITHMS)} (default rsa-2048)`,
    of: 'all',
    column: true,
    ...choice('key', KEY_ALGORITHMS),
  },
  pfx: {
    value: 'pfxFormat',
    flag: '--pfx <format>',
    help: 'modern: Windows 10 1809 and later; legacy: older ones too (default modern)',
    of: 'all',
    column: true,
    ...choice('pfx', PFX_FORMATS),
  },
  store: {
    value: 'store',
    flag: '--store <store>',
    help: `where Windows imports: ${orList(STORES)} (default both)`,
    of: 'all',
    column: true,
    ...choice('store', STORES),
  },
  import: {
    value: 'importMode',
    flag: '--import <mode>',
    help: 'import by a command in the answer file (inline) or by a script on the stick (script)',
    of: 'all',
    column: true,
    ...choice('import', IMPORT_MODES),
    // A new password may not fit into an inline command. Then the plan chooses the script, with a note.
    recall: (text: string): string | undefined => (text === 'script' ? text : undefined),
  },
  strictImport: {
    value: 'strictImport',
    flag: '--strict-import',
    help: 'end Windows Setup if the import fails (by script)',
    of: 'all',
    ...SWITCH,
  },
  exportable: {
    value: 'exportable',
    flag: '--exportable',
    help: 'allow the key to be exported from Windows',
    of: 'all',
    ...SWITCH,
  },
  wifiProfile: {
    value: 'wifiProfile',
    flag: '--wifi-profile <file>',
    help: 'WLAN profile that Windows exported with its key; Setup adds it, so that the first sign-in has a network',
    of: 'all',
    column: false,
    read: asGiven,
    recall: asText,
    profile: { type: 'string' },
  },
  autoSelect: {
    value: 'autoSelect',
    flag: '--auto-select',
    help: 'Edge and Chrome take this certificate for Entra ID without asking (by script)',
    of: 'all',
    ...SWITCH,
  },
  architecture: {
    value: 'architectures',
    flag: '--architecture <list>',
    help: 'amd64 (default) or arm64; in your own answer file, added to those in the file',
    of: 'all',
    column: true,
    read: readArchitectures,
    recall: asText,
    profile: { enum: ['amd64', 'arm64'] },
  },
  language: {
    value: 'language',
    flag: '--language <tag>',
    help: 'language of Windows in certstick’s own answer files, as the stick has it, such as de-DE',
    of: 'all',
    column: true,
    read: readLanguage,
    recall: asText,
    profile: { enum: LANGUAGES },
  },
  locale: {
    value: 'locale',
    flag: '--locale <tag>',
    help: 'dates and numbers there, such as de-AT (default: as --language)',
    of: 'all',
    column: true,
    read: readLocale,
    recall: asText,
    profile: { enum: LOCALES },
  },
  keyboard: {
    value: 'keyboard',
    flag: '--keyboard <layout>',
    help: 'keyboard there, such as de-AT or 0c07:00000407 (default: as --locale)',
    of: 'all',
    column: true,
    read: readKeyboard,
    recall: asText,
    profile: { type: 'string', examples: ['de-AT', '0c07:00000407'] },
  },
  timeZone: {
    value: 'timeZone',
    flag: '--time-zone <name>',
    help: 'time zone there, such as Europe/Vienna',
    of: 'all',
    column: true,
    read: readTimeZone,
    recall: asText,
    profile: { type: 'string', examples: ['Europe/Vienna', 'W. Europe Standard Time'] },
  },
  productKey: {
    value: 'productKey',
    flag: '--product-key <key>',
    help: 'product key there: your own, generic (Windows 11 Pro, not activated) or firmware (the device’s)',
    of: 'all',
    column: true,
    read: readProductKey,
    recall: asText,
    profile: { type: 'string', examples: ['generic', 'firmware'] },
  },
  addWindowsPe: {
    value: 'addWindowsPe',
    flag: '--add-windows-pe',
    help: 'add the windowsPE setting without which Setup ignores the answer file',
    of: 'all',
    ...SWITCH,
  },
  accept: {
    value: 'accepted',
    flag: '--accept <codes>',
    help: 'accept findings about the answer file, by code, such as setting-twice',
    of: 'all',
    column: false,
    read: readAccepted,
    recall: asText,
    profile: { type: 'string' },
  },
} as const satisfies Readonly<Record<string, Option>>

type Table = typeof OPTIONS
export type Field = keyof Table
export type Given<F extends Field> = Parameters<Table[F]['read']>[0]
export type Value<F extends Field> = ReturnType<Table[F]['read']>
type FieldWith<Part> = { [F in Field]: Table[F] extends Part ? F : never }[Field]

export type UserField = FieldWith<{ readonly of: 'user' }>
/** Options that may be the same for many users. */
export type SharedField = FieldWith<{ readonly of: 'all' }>
/** Options that may be columns of a table of users. */
export type ColumnField = FieldWith<{ readonly column: true }>
/** Options whose default may stand in certstick.json. */
export type ProfileField = Exclude<Field, FieldWith<{ readonly profile: null }>>
/** Options that the inventory stores for `regenerate`. */
export type RecordedField = Exclude<Field, FieldWith<{ readonly recall: null }>>

export const FIELDS = Object.keys(OPTIONS) as readonly Field[]
export const USER_FIELDS = FIELDS.filter((field): field is UserField => OPTIONS[field].of === 'user')
export const SHARED_FIELDS = FIELDS.filter((field): field is SharedField => OPTIONS[field].of === 'all')
export const PROFILE_FIELDS = FIELDS.filter((field): field is ProfileField => OPTIONS[field].profile !== null)
export const COLUMN_FIELDS = FIELDS.filter((field): field is ColumnField => OPTIONS[field].column)

/** `--days` of `--days <n>`. */
export function flagName(field: Field): string {
  return OPTIONS[field].flag.split(' ')[0] ?? ''
}
