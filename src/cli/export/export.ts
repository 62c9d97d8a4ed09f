// `certstick export NAME --to …`: the files by which an issued certificate finds its way in elsewhere.

import { join, resolve } from 'node:path'
import { lintCrlUrl } from '../../authority/lint-crl-url.ts'
import type { Authority } from '../../authority/root-certificate.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { formatFindings } from '../../finding.ts'
import { chooseCertificate } from '../../handover/choice.ts'
import type { Handover } from '../../handover/handover.ts'
import { renderTarget } from '../../handover/render.ts'
import { exportToJson, reportExport } from '../../handover/report.ts'
import { TARGET_NAMES, TARGETS, type Target } from '../../handover/targets.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { exists } from '../../media/disk.ts'
import { refuseForeignFiles } from '../../media/disk-foreign.ts'
import { stagePath, writeFolder } from '../../media/disk-stage.ts'
import { newFileProblems, writableProblems } from '../../media/disk-writable.ts'
import { fileNameFault } from '../../media/file-name.ts'
import { IMPORT_TABLE, withExtras } from '../../plan/import-table.ts'
import { readChoice } from '../../request/choices.ts'
import { shown } from '../../screen-text.ts'
import { EXTRA_STEPS } from '../../script/script.ts'
import type { World } from '../../world.ts'
import { nameFault } from '../../x509/name.ts'
import type { Context } from '../context.ts'
import { outputFolder, shownPath } from '../folders.ts'
import { openCaFolder, readInventory } from '../inventory.ts'
import { makeKeyFolder } from '../key-folder.ts'
import { requireOne } from '../list/name-or-expiring.ts'
import type { ExportOptions } from '../options.ts'
import { keepPassword } from '../secrets.ts'
import { openedPfx, type RecordedCertificate } from './pfx.ts'

/** @throws UserError */
export async function runExport(
  name: string | undefined,
  options: ExportOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const { expiring } = options
  requireOne(name, expiring)
  const target = readTarget(options, outputFolder(options, world), world)
  const { store, authority } = await openCaFolder(options, context)
  const { crlUrl } = await store.readSettings()
  if (target === 'entra' && crlUrl !== null) {
    for (const line of formatFindings(lintCrlUrl(crlUrl))) terminal.say(line)
  }
  const inventory = await readInventory({ store, authority }, context)
  const root = { inventory, authority, crlUrl, target }
  if (name !== undefined) return exportOne(chooseCertificate(inventory, name), root, options, context)
  const { currentOfExpiring, eachExpiring } = await import('../list/expiring.ts')
  const certificates = currentOfExpiring(inventory, expiring ?? '', world.now())
  if (certificates.length === 0) return terminal.report(`No certificate ends within ${expiring}.`)
  await eachExpiring(certificates, (entry, own) => exportOne(entry, root, options, own), context)
}

interface ExportRoot {
  readonly inventory: Inventory
  readonly authority: Authority
  readonly crlUrl: string | null
  readonly target: Target
}

async function exportOne(
  entry: Certificate,
  { inventory, authority, crlUrl, target }: ExportRoot,
  options: ExportOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const certificate = inventory.document(entry.serialNumber)
  if (certificate === null) throw withoutCertificate(entry)
  const issued = { ...entry, certificate, request: inventory.request(entry.serialNumber) ?? {} }
  const { userPrincipalName, device } = entry
  const root = authority.certificate
  const handover: Handover = {
    ...{ userPrincipalName, device, certificate, root, crlUrl, contact: options.contact ?? null },
    ...importOf(issued),
  }
  const folder = handoverFolder(entry, target, outputFolder(options, world))
  if (options.force !== true && exists(folder)) throw occupied(folder, world)
  const holdsPassword = options.includePassword === true
  const wish = { issued, legacy: TARGETS[target].legacyPfx, root }
  const { files, enclosed } = await renderTarget(target, handover, {
    readScript: (name) => world.assets.readTemplate(`handover/${name}`),
    enclose: async () => {
      const opened = await openedPfx(wish, options, context)
      return { ...opened, profilePassword: holdsPassword ? opened.password : null }
    },
  })
  refuseForeignFiles(folder, (path) => files.has(path) || HANDOVER_PFX.test(path))
  await makeKeyFolder(outputFolder(options, world), context)
  const stage = stagePath(folder, { pid: world.pid, serialNumber: entry.serialNumber })
  await writeFolder(files, { folder, stage, replace: options.force === true })
  const { passwordOut = null } = options
  if (passwordOut !== null && enclosed !== null)
    await keepPassword(resolve(world.cwd, passwordOut), enclosed.password, context)
  const pfxSource = enclosed?.source ?? null
  const exported = { target, folder, files, pfxSource, holdsPassword, passwordOut, entry }
  if (options.json === true) terminal.result(exportToJson(exported))
  else terminal.report(reportExport({ ...exported, folder: shownPath(folder, world) }))
}

/** Of a former user of the same device; the profile for macOS is named after the PFX. */
const HANDOVER_PFX = /^[^/]+-cba\.(?:pfx|mobileconfig)$/i

function readTarget(options: ExportOptions, output: string, { cwd }: World): Target {
  const { to, pfxIn, passwordFile, passwordOut, includePassword, expiring, json } = options
  const problems = writableProblems('output', output)
  problems.push(
    ...newFileProblems('passwordOut', passwordOut === undefined ? null : resolve(cwd, passwordOut)),
  )
  const forOne = { pfxIn, passwordOut, json: json === true ? true : undefined }
  for (const [field, value] of Object.entries(forOne)) {
    if (expiring === undefined || value === undefined) continue
    problems.push({ field, message: 'is for one certificate', hint: 'give a name instead of --expiring' })
  }
  const target = readChoice('to', TARGET_NAMES, { text: to, problems })
  if (to === undefined) {
    problems.push({ field: 'to', message: 'is missing', hint: `choose ${TARGET_NAMES.join(', ')}` })
  }
  if (target !== null && !TARGETS[target].takesPfx) {
    const given = { pfxIn, password: passwordFile, passwordOut }
    for (const [field, value] of Object.entries(given)) {
      if (value !== undefined) problems.push({ field, message: `--to ${target} exports no PFX` })
    }
  }
  if (passwordFile !== undefined && pfxIn === undefined && problems.length === 0) {
    const message = 'is for --pfx-in, which is not given; the password of a stick is read from the stick'
    problems.push({ field: 'password', message, hint: 'leave it out, or give --pfx-in' })
  }
  if (passwordOut !== undefined && pfxIn !== undefined) {
    const message = 'saves the password that the stick has; that of --pfx-in you give yourself'
    problems.push({ field: 'passwordOut', message, hint: 'leave it out' })
  }
  if (includePassword === true && (target === null || !TARGETS[target].takesPassword)) {
    const takers = TARGET_NAMES.filter((name) => TARGETS[name].takesPassword)
    const message = `only the profile of --to ${takers.join(', ')} can hold the password`
    problems.push({ field: 'includePassword', message })
  }
  const fault = options.contact === undefined ? null : nameFault(options.contact)
  if (fault !== null) problems.push({ field: 'contact', message: fault, hint: 'give one line of text' })
  throwProblems('nothing was exported', problems)
  return target ?? 'handover'
}

/** By the table of the plan. What another tool issued was on no stick. */
function importOf({ request }: RecordedCertificate): Pick<Handover, 'steps' | 'passwordInAnswerFile'> {
  const row = IMPORT_TABLE.find(
    ({ store, importMode }) => store === request['store'] && importMode === request['import'],
  )
  if (row === undefined) return { steps: [], passwordInAnswerFile: false }
  const isAsked = {
    wifi: (request['wifiProfile'] ?? '') !== '',
    'auto-select': request['autoSelect'] === 'true',
  }
  const { commands, steps } = withExtras(
    row,
    EXTRA_STEPS.filter((step) => isAsked[step]),
  )
  return { steps, passwordInAnswerFile: commands.includes('import') }
}

/** @param output absolute path of the output folder */
export function handoverFolder({ name, serialNumber }: Certificate, target: Target, output: string): string {
  // What another tool's index names may be no name of a folder.
  return join(output, `${fileNameFault(name) === null ? name : serialNumber}-${target}`)
}

function withoutCertificate({ serialNumber }: Certificate): UserError {
  return new UserError(
    'wrong-input',
    `the inventory has no certificate for ${serialNumber}, only its number`,
    {
      hint: 'it was imported from an index without it: import the certificate file too, or make a new one with certstick new',
    },
  )
}

function occupied(folder: string, world: World): UserError {
  return new UserError('wrong-input', `${shown(shownPath(folder, world))} already exists`, {
    hint: 'give --force to replace it, or another --output',
  })
}
