// The stick of `--stick`, at both ends of a delivery: looked at before anything is signed, then written, read back
// and reported.
import type { IssuedStick } from '../../issue/issue.ts'
import { mediaToJson, reportMedia } from '../../issue/report.ts'
import type { MediaPlan } from '../../plan/plan.ts'
import { oneLine, shown } from '../../screen-text.ts'
import type { StickPlan } from '../../stick/stick.ts'
import type { Context } from '../context.ts'
import { formatWarning } from '../error-text.ts'
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
    ...gone.map((path) => `note: ${place}: the former files, with ${shown(path)}, are replaced`),
    ...rename.map(({ from, to }) => `note: ${place}: ${shown(from)} is renamed to ${shown(to)}`),
  ].map(oneLine)
}

/** Puts an issued stick's files on the stick, if one was given, and reports. @throws UserError failed where the stick did */
export async function endIssue(issued: IssuedStick, end: IssueEnd, context: Context): Promise<void> {
  const { plan, stick, json, passwordKept } = end
  const { world, terminal } = context
  for (const warning of issued.warnings) terminal.say(formatWarning(warning, world.cwd))
  let written: StickPlan | null = null
  try {
    if (stick !== null) await (await import('../../stick/stick.ts')).putOnStick(stick, issued, world.now())
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
