// Secrets in commands, scripts and comments, by the forms in which people write them. Setup takes passwords out of
// settings of its own in the copies that it keeps, and never out of these.
import { commentsIn } from './sections.ts'

interface Form {
  /** What a message calls it. */
  readonly name: string
  /** The secret is its group `secret`. Bounded in how far it looks, so that a search stays linear. */
  readonly pattern: RegExp
}

export interface FoundSecret {
  readonly form: string
  /** Of the secret, in the text. */
  readonly start: number
  readonly end: number
}

const WORD = String.raw`(?<secret>"[^"\r\n]+"|'[^'\r\n]+'|[^\s/*"'&|<>][^\s"'&|<>]*)`

function form(name: string, source: string): Form {
  return { name, pattern: new RegExp(source.replace('WORD', WORD), 'dgi') }
}

const NET_USE = String.raw`\bnet1?(?:\.exe)?[ \t]+use[ \t]`
const NET_USER = String.raw`\bnet1?(?:\.exe)?[ \t]+user[ \t]+(?:/\w{1,16}[ \t]+)?(?:"[^"\r\n]{1,64}"|[^\s"/][^\s"]{0,63})[ \t]+WORD`

/** Forms that no sentence has by chance. */
const FORMS: readonly Form[] = [
  form('net user … /add', String.raw`${NET_USER}[ \t]+/`),
  form('net use … /user', String.raw`${NET_USE}[^\r\n]{0,200}?/u(?:ser)?:[^\s]{1,64}[ \t]+WORD`),
  form(
    'net use … /user',
    String.raw`${NET_USE}+(?:[a-z*]:?[ \t]+)?(?:"\\\\[^"\r\n]{1,200}"|\\\\[^\s"]{1,200})[ \t]+WORD[ \t]+/u(?:ser)?:`,
  ),
  form('DefaultPassword', String.raw`\bDefaultPassword\b[^\r\n]{0,80}?(?:/d|-Value)[ \t]+WORD`),
  form('DefaultPassword', String.raw`\bDefaultPassword"?[ \t]*=[ \t]*WORD`),
  form('keyMaterial', String.raw`\bkeyMaterial[ \t]*=[ \t]*WORD`),
  form('keyMaterial', '<keyMaterial>(?<secret>[^<>]+)</'),
  form('Password=', String.raw`[?&]\w{0,40}Password\d{0,3}=(?<secret>[^&\s"'<>]+)`),
  form(
    'ConvertTo-SecureString',
    String.raw`\bConvertTo-SecureString\b[^\r\n]{0,40}?(?<secret>"[^"\r\n]+"|'[^'\r\n]+')[^\r\n]{0,40}?-AsPlainText`,
  ),
  form(
    'ConvertTo-SecureString',
    String.raw`\bConvertTo-SecureString\b[^\r\n]{0,40}?-AsPlainText[^\r\n]{0,40}?(?<secret>"[^"\r\n]+"|'[^'\r\n]+')`,
  ),
  form(
    'ConvertTo-SecureString',
    String.raw`(?<secret>"[^"\r\n]+"|'[^'\r\n]+')[ \t]*\|[ \t]*ConvertTo-SecureString\b[^\r\n]{0,40}?-AsPlainText`,
  ),
  form('/password', '/pass(?:word[dou]?)?[:=]WORD'),
  form('schtasks /rp', String.raw`\bschtasks\b[^\r\n]{0,200}?/rp[ \t]+WORD`),
  form('certutil -p', String.raw`\bcertutil\b[^\r\n]{0,80}?-p[ \t]+WORD`),
]

/** Where it is a command for certain. */
const IN_COMMANDS: readonly Form[] = [
  form('net user', NET_USER),
  form(
    'ConvertTo-SecureString',
    String.raw`\bConvertTo-SecureString[ \t]+(?:-(?:String|AsPlainText)[ \t]+)?(?<secret>[^\s"'$(-][^\s"'|;)]*)[ \t]+-`,
  ),
]

/** Variables and what a generator fills in are no secrets, nor is the digit of `2>nul`. */
const NO_SECRET = /^["']?(?:[$%{]|\d?\s*$)/

/** Without one of these words there is none, and nearly all texts are without. */
const ANY =
  /\bnet1?(?:\.exe)?[ \t]+use|DefaultPassword|keyMaterial|Password\d{0,3}=|SecureString|\/pass|schtasks|certutil/i

/** In the order of the text; where two forms find the same, the first. */
export function secretsIn(text: string, where: 'command' | 'comment'): FoundSecret[] {
  if (!ANY.test(text)) return []
  const found = new Map<number, FoundSecret>()
  for (const { name, pattern } of where === 'command' ? [...FORMS, ...IN_COMMANDS] : FORMS) {
    for (const { indices } of text.matchAll(pattern)) {
      const [start, end] = indices?.groups?.['secret'] ?? [0, 0]
      if (!NO_SECRET.test(text.slice(start, end)) && !found.has(start)) {
        found.set(start, { form: name, start, end })
      }
    }
  }
  return [...found.values()].toSorted((a, b) => a.start - b.start)
}

/** Comments that may hold some, as they stand in the text, each with where its content begins. */
export function commentsWithSecrets(text: string): { readonly start: number; readonly content: string }[] {
  return ANY.test(text) ? commentsIn(text).filter(({ content }) => ANY.test(content)) : []
}
