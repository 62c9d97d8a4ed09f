// One stick to issue, in folders of its own: a root, an inventory, a plan, and the real steps, each of which a test may break.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { buildStick } from '../../src/issue/build.ts'
import type { IssueMeans } from '../../src/issue/issue.ts'
import { recordsOf } from '../../src/issue/records.ts'
import { stagePath } from '../../src/media/disk-stage.ts'
import { type MediaPlan, planMedia } from '../../src/plan/plan.ts'
import { parseRequest, type RequestInput } from '../../src/request/request.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { generateUserKey } from '../../src/x509/user-key.ts'
import { temporaryFolder } from './folders.ts'
import { makeInventory } from './inventory.ts'
import { PASSWORD, SCRIPT_TEMPLATE } from './media.ts'
import { makeRoot } from './roots.ts'
import { NOW } from './world.ts'

/** A process that has ended, as `isAlive` of these tests has it. */
export const DEAD = 99999999

export async function issueDesk() {
  const issuer = makeRoot()
  const { inventory } = await makeInventory({ now: () => NOW })
  const output = temporaryFolder()
  const bytes = readFileSync(new URL('../../templates/entra-join.xml', import.meta.url))
  const template = { name: 'entra-join', bytes, bundled: true }

  function plan(input: RequestInput = {}): MediaPlan {
    const given = {
      upn: 'jane@yourdomain.com',
      device: 'LAPTOP-01',
      password: PASSWORD,
      key: 'ec-p256',
      ...input,
    }
    const circumstances = {
      now: NOW,
      random: randomBytes,
      root: { ...inspectCertificate(issuer.certificate), commonName: null },
      crlUrl: null,
      wifi: null,
    }
    return planMedia(parseRequest(given), {
      ...circumstances,
      template,
      outputFolder: output,
      outputName: null,
    })
  }

  const workshop = {
    issuer,
    templateOf: () => bytes,
    scriptTemplate: SCRIPT_TEMPLATE,
    generateKey: generateUserKey,
    random: randomBytes,
    now: () => NOW,
    signsIn: true,
  }
  const means: IssueMeans = {
    records: recordsOf((work) => inventory.write(work)),
    build: (planned, stage) => buildStick(planned, stage, workshop),
    stageOf: ({ folder, certificate }) =>
      stagePath(folder, { pid: DEAD, serialNumber: certificate.serialNumber }),
    replace: 'nothing',
  }
  return { inventory, output, plan, means, workshop, template: bytes }
}
