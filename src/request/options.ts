// Every option of a stick, in one table: field, flag, help, column of `bulk`, reader, and what the inventory keeps for
// `regenerate`. Flags, columns, field names, the request and what is recorded of it follow by type; the plan and what it
// records (`plan/recorded.ts`) do not compile without an option that stands here. The defaults are the plan's.
import type { Problem } from '../errors.ts'
import { KEY_ALGORITHMS } from '../x509/key-algorithms.ts'
import { PFX_FORMATS } from '../x509/pfx-formats.ts'
import { orList, readChoice } from './choices.ts'
import { IMPORT_MODES, STORES } from './import-choices.ts'
import {
  readAccepted,
  readArchitectures,
  readDays,
  readDevice,
  readPassword,
  readUserPrincipalName,
} from './readers.ts'

interface Option {
  /** Its name in the request. */
  readonly value: string
  /** As commander reads it: without `<…>` it takes no value. */
  readonly flag: `--${string}`
  readonly help: string
  /** `user`: each user or device has its own, so `bulk` takes none for all. */
  readonly of: 'user' | 'all'
  /** Whether a table of users may have a column of the field's name. */
  readonly column: boolean
  /** From what was given, text or a switch, to the value; what is wrong joins the problems. */
  readonly read: (given: never, problems: Problem[]) => unknown
  /** From the text that the inventory keeps back to what was given; null: it keeps it elsewhere, or not at all. */
  readonly recall: ((text: string) => unknown) | null
}

const isOn = (given: boolean | undefined): boolean => given ?? false
const asText = (text: string): string | undefined => (text === '' ? undefined : text)
const asSwitch = (text: string): boolean => text === 'true'

/** In the order in which help lists them. */
export const OPTIONS = {
  upn: {
    value: 'userPrincipalName',
    flag: '--upn <upn>',
    help: 'user principal name, case kept as given',
    of: 'user',
    column: true,
    read: readUserPrincipalName,
    recall: null, // because the certificate's own row has it
  },
  device: {
    value: 'device',
    flag: '--device <name>',
    help: 'computer name; names the output too',
    of: 'user',
    column: true,
    read: readDevice,
    recall: null, // because the certificate's own row has it
  },
  password: {
    value: 'password',
    flag: '--password-file <file>',
    help: 'PFX password, - for standard input (env CERTSTICK_PFX_PASSWORD)',
    of: 'user',
    column: false, // because a table has a column for it and one for a file with it
    read: readPassword,
    recall: null, // because no record holds a secret
  },
  template: {
    value: 'template',
    flag: '--template <name|file>',
    help: 'answer file to inject into (default entra-join)',
    of: 'all',
    column: true,
    read: (given: string | undefined): string | null => given ?? null,
    recall: asText,
  },
  days: {
    value: 'validityDays',
    flag: '--days <n>',
    help: "validity, never past the root's (default 365)",
    of: 'all',
    column: true,
    read: readDays,
    recall: asText,
  },
  key: {
    value: 'keyAlgorithm',
    flag: '--key <algorithm>',
    help: `${orList(KEY_ALGORITHMS)} (default rsa-2048)`,
    of: 'all',
    column: true,
    read: (given: string | undefined, problems: Problem[]) =>
      readChoice('key', KEY_ALGORITHMS, { text: given, problems }),
    recall: asText,
  },
  pfx: {
    value: 'pfxFormat',
    flag: '--pfx <format>',
    help: 'modern: Windows 10 1809 and later; legacy: older ones too (default modern)',
    of: 'all',
    column: true,
    read: (given: string | undefined, problems: Problem[]) =>
      readChoice('pfx', PFX_FORMATS, { text: given, problems }),
    recall: asText,
  },
  store: {
    value: 'store',
    flag: '--store <store>',
    help: `where Windows imports: ${orList(STORES)} (default both)`,
    of: 'all',
    column: true,
    read: (given: string | undefined, problems: Problem[]) =>
      readChoice('store', STORES, { text: given, problems }),
    recall: asText,
  },
  import: {
    value: 'importMode',
    flag: '--import <mode>',
    help: 'the command in the answer file (inline) or in a script on the stick (script)',
    of: 'all',
    column: true,
    read: (given: string | undefined, problems: Problem[]) =>
      readChoice('import', IMPORT_MODES, { text: given, problems }),
    // Inline is only where it carries the new password; where it does not, the plan goes by script and says so.
    recall: (text: string): string | undefined => (text === 'script' ? text : undefined),
  },
  strictImport: {
    value: 'strictImport',
    flag: '--strict-import',
    help: 'let a failed import end Windows Setup (by script)',
    of: 'all',
    column: false,
    read: isOn,
    recall: asSwitch,
  },
  exportable: {
    value: 'exportable',
    flag: '--exportable',
    help: 'let the key be exported again from Windows',
    of: 'all',
    column: false,
    read: isOn,
    recall: asSwitch,
  },
  architecture: {
    value: 'architectures',
    flag: '--architecture <list>',
    help: 'what the stick is for: amd64 (default) or arm64; your own file keeps its own too',
    of: 'all',
    column: true,
    read: readArchitectures,
    recall: asText,
  },
  addWindowsPe: {
    value: 'addWindowsPe',
    flag: '--add-windows-pe',
    help: 'give the answer file the windowsPE setting without which Setup ignores it',
    of: 'all',
    column: false,
    read: isOn,
    recall: asSwitch,
  },
  accept: {
    value: 'accepted',
    flag: '--accept <codes>',
    help: 'let findings about the answer file pass, by code, such as setting-twice',
    of: 'all',
    column: false,
    read: readAccepted,
    recall: asText,
  },
} as const satisfies Readonly<Record<string, Option>>

type Table = typeof OPTIONS
export type Field = keyof Table
export type Given<F extends Field> = Parameters<Table[F]['read']>[0]
export type Value<F extends Field> = ReturnType<Table[F]['read']>
type FieldWith<Part> = { [F in Field]: Table[F] extends Part ? F : never }[Field]

export type UserField = FieldWith<{ readonly of: 'user' }>
/** One for many users too. */
export type SharedField = FieldWith<{ readonly of: 'all' }>
/** What a table of users may say of each row. */
export type ColumnField = FieldWith<{ readonly column: true }>
/** What the inventory keeps of a request, so that `regenerate` can ask for the same. */
export type RecordedField = Exclude<Field, FieldWith<{ readonly recall: null }>>

export const FIELDS = Object.keys(OPTIONS) as readonly Field[]
export const USER_FIELDS = FIELDS.filter((field): field is UserField => OPTIONS[field].of === 'user')
export const SHARED_FIELDS = FIELDS.filter((field): field is SharedField => OPTIONS[field].of === 'all')
export const COLUMN_FIELDS = FIELDS.filter((field): field is ColumnField => OPTIONS[field].column)

/** `--days` of `--days <n>`. */
export function flagName(field: Field): string {
  return OPTIONS[field].flag.split(' ')[0] ?? ''
}
