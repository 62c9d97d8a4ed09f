// Request + circumstances → plan. Every default, date and name is decided here, and nowhere else.
import { hash } from 'node:crypto'
import type { BundledSettings } from '../answer-file/bundled.ts'
import type { ImportCommand } from '../answer-file/commands.ts'
import type { AnswerFilePlan } from '../answer-file/render.ts'
import type { Problem } from '../errors.ts'
import { fileNameFault } from '../media/file-name.ts'
import { placesIn } from '../media/layout.ts'
import type { ImportMode, Store } from '../request/import-choices.ts'
import { FIELDS, flagName, OPTIONS } from '../request/options.ts'
import type { Request, RequestInput } from '../request/request.ts'
import { isGuestName, type UserPrincipalName } from '../request/user-principal-name.ts'
import { shown } from '../screen-text.ts'
import { EXTRA_STEPS, type ScriptStep } from '../script/script.ts'
import type { Secret } from '../secret.ts'
import type { WifiFile } from '../wifi/wifi-file.ts'
import type { RandomBytes } from '../world.ts'
import { PFX_ITERATIONS, type PfxFormat } from '../x509/pfx-formats.ts'
import type { CertificatePlan } from '../x509/profile.ts'
import { drawSerialNumber } from '../x509/serial-number.ts'
import { makePassword } from './password.ts'
import { planImport } from './plan-import.ts'
import { planValidity } from './validity.ts'

/** What does not depend on the request: the time, the root, the template's bytes, the output folder. */
export interface Circumstances {
  readonly now: Date
  readonly random: RandomBytes
  readonly root: {
    readonly notBefore: Date
    readonly notAfter: Date
    /** Null: it has none, or several. */
    readonly commonName: string | null
  }
  readonly crlUrl: string | null
  readonly template: Template
  /** Null: none was asked for. */
  readonly wifi: WifiFile | null
  /** Absolute path. */
  readonly outputFolder: string
  /** Name of the output; null: named after the device, or else the user. */
  readonly outputName: string | null
}

export interface Template {
  /** As the user gave it: a bundled template's name, or a path. */
  readonly name: string
  /** Must not change afterwards. */
  readonly bytes: Uint8Array
  /** Whether it comes with certstick. */
  readonly bundled: boolean
}

export interface PfxPlan {
  readonly format: PfxFormat
  readonly fileName: string
  readonly friendlyName: string
  readonly password: Secret
  /** Whether certstick generated the password. */
  readonly passwordMade: boolean
  /** How often the password is hashed for each key. */
  readonly iterations: number
}

/** Everything that `new` will create, including the serial number. Nothing in it is optional. */
export interface MediaPlan {
  /** Name of the output folder and of the zip. */
  readonly name: string
  /** Absolute path of the output folder. */
  readonly folder: string
  readonly device: string | null
  readonly certificate: CertificatePlan
  readonly pfx: PfxPlan
  readonly answerFile: AnswerFilePlan
  /** What the script on the stick does; empty if there is no script. */
  readonly scriptSteps: readonly ScriptStep[]
  readonly template: { readonly name: string; readonly sha256: string }
  /** Common name of the root whose certificates browsers take without asking; null: they ask. */
  readonly autoSelectIssuer: string | null
  /** The WLAN profile that the script adds; null: none. */
  readonly wifi: WifiFile | null
  readonly store: Store
  readonly importMode: ImportMode
  readonly strictImport: boolean
  readonly exportable: boolean
  readonly validityDays: number
  /** Codes of findings about the template that the user accepted. */
  readonly accepted: readonly string[]
  /** Decisions that certstick made itself, for the user to read. */
  readonly notes: readonly string[]
}

const DEFAULTS = {
  template: 'entra-join',
  validityDays: 365,
  keyAlgorithm: 'rsa-2048',
  pfxFormat: 'modern',
  store: 'both',
} as const

/** The template's name, which is needed before the rest can be planned. */
export function planTemplateName({ template }: Pick<RequestInput, 'template'> | Request): string {
  return template ?? DEFAULTS.template
}

/** What the options fill into one of certstick's own answer files. */
export function bundledSettings({
  language,
  locale,
  keyboard,
  timeZone,
  productKey,
}: Request): BundledSettings {
  return { language, locale, keyboard, timeZone, productKey }
}

/** Name and folder of the output, which are needed before the rest can be planned. */
export type MediaPlace = Pick<MediaPlan, 'name' | 'folder'> & {
  readonly certificate: Pick<CertificatePlan, 'userPrincipalName'>
}

export function planPlace(
  { userPrincipalName, device }: Pick<Request, 'userPrincipalName' | 'device'>,
  { outputFolder, outputName }: Pick<Circumstances, 'outputFolder' | 'outputName'>,
): MediaPlace {
  const name = outputName ?? device ?? shortName(userPrincipalName)
  const { folder } = placesIn(outputFolder, name)
  return { name, folder, certificate: { userPrincipalName: userPrincipalName.text } }
}

/**
 * @param found problems of the same request that are already known
 * @throws UserError wrong-input: every reason why no stick can be created from this request
 */
export function planMedia(
  request: Request,
  circumstances: Circumstances,
  found: readonly Problem[] = [],
): MediaPlan {
  const { now, random, root, template, wifi } = circumstances
  const { userPrincipalName, device } = request
  const validityDays = request.validityDays ?? DEFAULTS.validityDays
  const { name, folder } = planPlace(request, circumstances)
  const command: ImportCommand = {
    password: request.password ?? makePassword(random),
    pfxFileName: `${userPrincipalName.localPart}-cba.pfx`, // windows.md §7
    exportable: request.exportable,
  }
  const store = request.store ?? DEFAULTS.store
  const extras = EXTRA_STEPS.filter((step) => (step === 'wifi' ? wifi !== null : request.autoSelect))
  const choice = { store, importMode: request.importMode, strict: request.strictImport, command, extras }
  const problems = [...found, ...pfxNameProblems(command.pfxFileName)]
  if (request.autoSelect && root.commonName === null) problems.push(NO_COMMON_NAME)
  const { importMode, commands, scriptSteps, notes } = planImport(choice, problems)
  const { notBefore, notAfter, shortened } = planValidity(now, validityDays, root)
  return {
    name,
    folder,
    device,
    certificate: {
      userPrincipalName: userPrincipalName.text,
      serialNumber: drawSerialNumber(random),
      notBefore,
      notAfter,
      keyAlgorithm: request.keyAlgorithm ?? DEFAULTS.keyAlgorithm,
      crlUrl: circumstances.crlUrl,
    },
    pfx: {
      format: request.pfxFormat ?? DEFAULTS.pfxFormat,
      fileName: command.pfxFileName,
      friendlyName: userPrincipalName.text,
      password: command.password,
      passwordMade: request.password === null,
      iterations: request.password === null ? PFX_ITERATIONS.madePassword : PFX_ITERATIONS.chosenPassword,
    },
    answerFile: {
      commands,
      computerName: device,
      architectures: request.architectures,
      addWindowsPe: request.addWindowsPe,
      bundled: template.bundled ? bundledSettings(request) : null,
    },
    scriptSteps,
    template: { name: template.name, sha256: hash('sha256', template.bytes, 'hex') },
    autoSelectIssuer: request.autoSelect ? root.commonName : null,
    wifi,
    store,
    importMode,
    strictImport: request.strictImport,
    exportable: request.exportable,
    validityDays,
    accepted: request.accepted,
    notes: [
      ...notes,
      ...(isGuestName(userPrincipalName.text)
        ? ['this is a guest, who signs in at the home tenant, which does not know this certificate']
        : []),
      ...(wifi?.enterprise && store === 'user'
        ? [
            'the Wi-Fi network asks for an account; a certificate that is imported for the user only is not there before the first sign-in',
          ]
        : []),
      ...(template.bundled ? [] : unchangedNotes(request)),
      ...(shortened
        ? [`valid only until the root certificate expires, which is in less than ${validityDays} days`]
        : []),
    ],
  }
}

const NO_COMMON_NAME: Problem = {
  field: 'autoSelect',
  message: 'the root certificate has no single common name (CN), by which browsers choose',
  hint: 'leave it out, or create another root CA with certstick ca create --ca NEW-FOLDER',
}

/** Options that an answer file of one's own does not take. */
function unchangedNotes(request: Request): string[] {
  const given = FIELDS.filter(
    (field) => field in bundledSettings(request) && request[OPTIONS[field].value] !== null,
  )
  if (given.length === 0) return []
  const flags = given.map(flagName).join(', ')
  return [`${flags}: only certstick’s own answer files take this; yours keeps what it says`]
}

/** Windows treats `con.smith-cba.pfx` as a device, because of the name before the first dot. */
function pfxNameProblems(pfxFileName: string): Problem[] {
  const fault = fileNameFault(pfxFileName)
  const hint = 'change the part of the user principal name before the @'
  return fault === null ? [] : [{ field: 'upn', message: `the file ${shown(pfxFileName)} ${fault}`, hint }]
}

/** The part before the @; if Windows does not accept it as a file name, the full UPN. */
function shortName(userPrincipalName: UserPrincipalName): string {
  const { localPart, text } = userPrincipalName
  return fileNameFault(localPart) === null ? localPart : text
}
