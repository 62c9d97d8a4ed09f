// `certstick rehearse PATH|NAME`: signs in with what is on the stick, to a server on this machine that sees what comes.
import { UserError } from '../../errors.ts'
import { type FoundMedium, findMedia } from '../../media/disk-find.ts'
import { type Rehearsal, rehearse, rootOf } from '../../rehearsal/rehearse.ts'
import { type RehearsedMedium, rehearsedToJson, reportRehearsed, seenLines } from '../../rehearsal/report.ts'
import type { SignIn } from '../../rehearsal/seen.ts'
import { startServer } from '../../rehearsal/server.ts'
import { joinLines, shown } from '../../screen-text.ts'
import { openFound } from '../../verify/found.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { namedPath, shownPath } from '../folders.ts'
import type { OutputOptions } from '../options.ts'

export interface RehearseOptions extends CommonOptions, OutputOptions {
  readonly open?: boolean
}

/** Exit code 3 where a sign-in failed. */
export async function runRehearse(path: string, options: RehearseOptions, context: Context): Promise<void> {
  const { world, terminal, setExitCode } = context
  const found = findMedia(namedPath(path, options, world))
  if (options.open === true) return keepOpen(found, { path, json: options.json === true }, context)
  const media: RehearsedMedium[] = []
  for (const medium of found) {
    media.push({ path: shownPath(medium.path, world), rehearsals: await rehearseFound(medium, context) })
  }
  const accepted = media.every(({ rehearsals }) => rehearsals.every(({ signIn }) => signIn.accepted))
  if (!accepted) setExitCode(FOUND_ERRORS)
  if (options.json === true) terminal.result(rehearsedToJson(media))
  else terminal.report(reportRehearsed(media))
}

async function rehearseFound(found: FoundMedium, { world }: Context): Promise<readonly Rehearsal[]> {
  try {
    return await rehearse(await openFound(found), { random: world.random, now: world.now() })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [{ pfx: null, places: [], signIn: { accepted: false, why: error.message } }]
  }
}

/** For a real browser: serves until it is interrupted, and reports each visitor: in JSON, a line each. */
async function keepOpen(
  found: readonly FoundMedium[],
  { path, json }: { readonly path: string; readonly json: boolean },
  { world, terminal }: Context,
): Promise<void> {
  const [first, ...others] = found
  if (first === undefined || others.some(({ receipt }) => receipt === null || receipt !== first.receipt)) {
    throw new UserError(
      'wrong-input',
      `${shown(path)} holds ${found.length} sticks, and the server can trust the root CA of one only`,
      {
        hint: 'give the path of one of them',
      },
    )
  }
  const now = world.now()
  const root = rootOf(await openFound(first), now)
  const tell = (signIn: SignIn) =>
    json ? terminal.result(JSON.stringify(signIn)) : terminal.report(joinLines(visitorLines(signIn)))
  const server = await startServer({ root, random: world.random, now, onSignIn: tell })
  terminal.say(`Open ${server.url} in a browser that has the certificate. Ctrl-C ends the server.`)
  terminal.say(
    'note: the browser warns of the server’s own certificate, which it does not know; continue anyway',
  )
  await server.closed
}

function visitorLines(signIn: SignIn): string[] {
  if (!signIn.accepted) return [`not signed in: ${signIn.why}`]
  return [`signed in as ${signIn.seen.userPrincipalName}`, ...seenLines(signIn.seen)]
}
