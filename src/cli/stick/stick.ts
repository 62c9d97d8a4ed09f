// The stick of `--stick`, at both ends of a delivery: looked at before anything is signed, then written, read back
// and reported; and `certstick wipe`.
import { resolve } from 'node:path'
import { formatFindings } from '../../finding.ts'
import type { IssuedStick } from '../../issue/issue.ts'
import { mediaToJson, reportMedia } from '../../issue/report.ts'
import type { MediaPlan } from '../../plan/plan.ts'
import { joinLines, oneLine, shown } from '../../screen-text.ts'
import { putOnStick, type StickPlan, wipeStick } from '../../stick/stick.ts'
import type { CommonOptions, Context } from '../context.ts'
import { shownPath } from '../folders.ts'

/** What is reported of an issued stick, and how. */
export interface IssueEnd {
  readonly plan: MediaPlan
  /** Null: the files stay in the output folder only. */
  readonly stick: StickPlan | null
  readonly json: boolean
  /** Whether a generated password is saved to a file, and so need not be shown. */
  readonly passwordKept: boolean
}

/** What is about to change on a stick, beside the files that come. */
export function stickLines(
  { folder, remove, rename }: StickPlan,
  { world }: Pick<Context, 'world'>,
): string[] {
  const place = shown(shownPath(folder, world))
  const gone = remove.filter((path) => /\.pfx$/i.test(path))
  return [
    ...gone.map((path) => `note: ${place}: ${shown(path)} of an earlier user is removed`),
    ...rename.map(({ from, to }) => `note: ${place}: ${shown(from)} is renamed to ${shown(to)}`),
  ].map(oneLine)
}

/** Puts an issued stick's files on the stick, if one was given, and reports. @throws UserError failed where the stick did */
export async function endIssue(issued: IssuedStick, end: IssueEnd, context: Context): Promise<void> {
  const { plan, stick, json, passwordKept } = end
  const { world, terminal } = context
  for (const warning of issued.warnings) terminal.say(`warning: ${oneLine(warning)}`)
  let written: StickPlan | null = null
  try {
    if (stick !== null) await putOnStick(stick, issued, world.now())
    written = stick
  } finally {
    // Reported even where the stick failed: the files are in the output folder, and the password is shown this once.
    const isLost = plan.pfx.passwordMade && !passwordKept
    const isShown = isLost && terminal.resultIsScreen && !json
    const report = {
      issued,
      stickFolder: shownPath(issued.stickFolder, world),
      zip: shownPath(issued.zip, world),
      stick:
        written === null ? null : { path: shownPath(written.folder, world), starts: whatStarts(written) },
      notes: plan.notes,
      password: isShown ? plan.pfx.password : null,
    }
    if (!json) terminal.report(reportMedia(report))
    if (isLost && !isShown) {
      terminal.say('note: the password was generated; it is on the stick only; --password-out saves it')
    }
  }
  if (json) terminal.result(mediaToJson(issued, stick === null ? null : stick.folder))
}

function whatStarts({ installer }: StickPlan): 'Windows' | 'disk images' | 'nothing' {
  if (installer === null) return 'nothing'
  return installer.diskImages.length > 0 ? 'disk images' : 'Windows'
}

/** Removes our files from a stick, and reports which, and what else of concern is on it. */
export async function runWipe(path: string, { json }: CommonOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const folder = resolve(world.cwd, path)
  const { removed, left } = await wipeStick(folder)
  if (json === true) {
    terminal.result(JSON.stringify({ folder, removed, left }, null, 2))
    return
  }
  const place = shown(shownPath(folder, world))
  const lines =
    removed.length === 0
      ? [`${place} holds no files of certstick.`]
      : [
          `Removed from ${place}:`,
          ...removed.map((file) => `  ${file}`),
          '',
          'The files were overwritten and deleted. Flash memory may keep old copies that no program can reach. If the stick was out of your hands, revoke the certificate too: certstick revoke',
        ]
  if (left.length > 0)
    lines.push('', 'Still on the stick, because certstick did not write it:', ...formatFindings(left))
  terminal.report(joinLines(lines))
}
