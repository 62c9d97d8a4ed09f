// What takes long the first time, done while the key is in the making and the program has nothing else to do.
import { versions } from 'node:process'
import { createSecureContext } from 'node:tls'
import { MEDIA_PATHS, type MediaContent } from '../media/layout.ts'
import { mediumOf } from '../media/medium.ts'
import { makeTree } from '../media/tree.ts'
import { decodeZip } from '../media/unzip.ts'
import { encodeZip } from '../media/zip.ts'
import { verifyMedia } from '../verify/verify.ts'

/** From here on Node reads the roots that it trusts only where they are asked for. */
const READS_ROOTS_LATE = 22

/**
 * Takes what there is of a medium through its zip and the proof. What the proof says is not heeded, because the key is
 * missing; but the code that takes part has run once, which takes longest.
 */
export async function warmUp(
  { answerFile, rootCertificate }: Pick<MediaContent, 'answerFile' | 'rootCertificate'>,
  now: Date,
): Promise<void> {
  // Before that release Node then reads all roots that it trusts, which takes 30 ms.
  if (Number.parseInt(versions.node, 10) < READS_ROOTS_LATE) createSecureContext()
  const tree = makeTree([
    [MEDIA_PATHS.answerFile, answerFile],
    [MEDIA_PATHS.rootCertificate, rootCertificate],
  ])
  const medium = mediumOf(await decodeZip(await encodeZip(tree)))
  await verifyMedia(medium, {
    receipt: null,
    alone: true,
    records: null,
    volumeLabel: null,
    now,
    warnDays: 0,
  })
}
