// The CA folder as commands find it, read without its key; `authority-open.ts` opens or creates it when something is to be
// signed.
import { join } from 'node:path'
import { planRoot, ROOT_DEFAULTS } from '../../authority/authority.ts'
import { type Authority, requireCurrent } from '../../authority/root-certificate.ts'
import { lintRoot, rootProblems } from '../../authority/root-rules.ts'
import { AuthorityStore } from '../../authority/store.ts'
import { lintKeyMode } from '../../authority/store-key-mode.ts'
import { adviceOnOthers, refuseBesideOthers } from '../../authority/store-other-files.ts'
import { collect, type Problem, throwProblems, UserError } from '../../errors.ts'
import type { Finding } from '../../finding.ts'
import { exists } from '../../media/disk.ts'
import { writableProblems } from '../../media/disk-writable.ts'
import type { Circumstances } from '../../plan/plan.ts'
import { rootNameOf } from '../../profile/settings.ts'
import { shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import { commonNameOf } from '../../x509/name.ts'
import type { RootPlan } from '../../x509/profile.ts'
import type { Context } from '../context.ts'
import { shownPath } from '../folders.ts'

/** How a command came to its CA, and what it may do about it. */
export interface AuthorityChoice {
  /** Absolute path. */
  readonly caFolder: string
  /** Opens the key, or encrypts a new one. Null: not given. */
  readonly passphrase: Secret | null
  /** Whether a root CA is created where there is none; never in a folder that was named. */
  readonly makeRoot: boolean
  /** Whether a passphrase that is needed may be asked for. */
  readonly asks: boolean
  /** Null: it has the usual name, and no URL for its CRL. */
  readonly newRoot?: NewRoot | null
}

/** What is asked for a root CA that is going to be created. */
export interface NewRoot {
  /** The root CA is named after it. */
  readonly customer: string
  readonly crlUrl: string | null
}

/** A root CA that exists, or one that is only planned. */
export type FoundAuthority = FoundRoot | PlannedRoot

export interface PlannedRoot extends RootFacts {
  readonly kind: 'planned'
  readonly plan: RootPlan
}

/** In the place of a root CA that could not be found, until the problems are reported. */
export interface StandIn extends RootFacts {
  readonly kind: 'stand-in'
}

export interface FoundRoot extends RootFacts {
  readonly kind: 'there'
  readonly store: AuthorityStore
  readonly authority: Authority
}

/** What a plan must know of the root. */
interface RootFacts {
  readonly root: Circumstances['root']
  readonly crlUrl: string | null
}

/** @throws UserError as `findIssuer` does, unless there is no root CA and one may be created; not beside one of somebody else */
export async function findAuthority(
  { caFolder, makeRoot, newRoot = null }: Pick<AuthorityChoice, 'caFolder' | 'makeRoot' | 'newRoot'>,
  context: Context,
): Promise<FoundAuthority> {
  if (!makeRoot || hasRoot(caFolder)) return findIssuer(caFolder, context)
  refuseBesideOthers(caFolder)
  return planNewRoot(newRoot, context)
}

/**
 * What `findAuthority` finds. What it refuses joins the problems, and so does a folder in which no root CA can be created;
 * something stands in until they are reported.
 */
export async function findOrStandIn(
  choice: AuthorityChoice,
  problems: Problem[],
  context: Context,
): Promise<FoundAuthority | StandIn> {
  const find = (): Promise<FoundAuthority | null> => findAuthority(choice, context)
  const found = await collect(problems, find, { field: 'ca', otherwise: null })
  if (found === null) {
    const { root, crlUrl } = planNewRoot(null, context)
    return { kind: 'stand-in', root, crlUrl }
  }
  if (found.kind === 'planned') problems.push(...writableProblems('ca', choice.caFolder))
  return found
}

function planNewRoot(asked: NewRoot | null, { world }: Context): PlannedRoot {
  const named = asked === null ? {} : { commonName: rootNameOf(asked.customer), organization: asked.customer }
  const plan = planRoot({ ...ROOT_DEFAULTS, ...named }, world.now(), world.random)
  return { kind: 'planned', plan, root: plan, crlUrl: asked?.crlUrl ?? null }
}

/** @throws UserError as `findRoot`, and wrong-input: no certificate of this root CA would be accepted */
async function findIssuer(caFolder: string, context: Context): Promise<FoundRoot> {
  const found = await findRoot(caFolder, context)
  const problems = rootProblems(lintRoot(found.authority.facts, context.world.now()))
  throwProblems('the certificates of this root CA would be refused', problems)
  return found
}

/** What keeps some certificates of an existing root CA from working, to be said once before it signs. */
export function rootWarnings(found: FoundAuthority | StandIn, { world }: Context): readonly Finding[] {
  if (found.kind !== 'there') return []
  const findings = lintRoot(found.authority.facts, world.now())
  return [...findings.filter(({ severity }) => severity === 'warning'), ...lintKeyMode(found.store.folder)]
}

/** @throws UserError wrong-input where there is no root CA, a part of one, or one that cannot be used */
export async function findRoot(caFolder: string, { world }: Context): Promise<FoundRoot> {
  if (!hasRoot(caFolder)) {
    throw new UserError('wrong-input', `there is no root CA in ${shown(shownPath(caFolder, world))}`, {
      hint: adviceOnOthers(caFolder, { certificate: true, key: true }) ?? NO_ROOT_HINT,
    })
  }
  const store = await AuthorityStore.open(caFolder)
  const authority = await store.readAuthority()
  requireCurrent(authority, world.now())
  const { crlUrl } = await store.readSettings()
  const { notBefore, notAfter, subjectDer } = authority.facts
  const root = { notBefore, notAfter, commonName: commonNameOf(subjectDer) }
  return { kind: 'there', store, authority, root, crlUrl }
}

const NO_ROOT_HINT =
  'give the folder that holds rootCA.crt and rootCA.key with --ca; if you have no root CA yet, create one with certstick ca create'

/** Or a part of one. */
export function hasRoot(caFolder: string): boolean {
  return ['rootCA.crt', 'rootCA.key'].some((file) => exists(join(caFolder, file)))
}
