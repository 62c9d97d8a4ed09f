// How every command of `certstick entra` comes to its client of Microsoft Graph: cloud, tenant and program from the options,
// the token from the environment or from a sign-in. Nothing is stored.
import { resolve } from 'node:path'
import { type Access, readAccess, toToken } from '../../entra/access.ts'
import { GraphClient } from '../../entra/client.ts'
import type { ClientCredential } from '../../entra/client-credentials.ts'
import { type Endpoints, findEndpoints } from '../../entra/clouds.ts'
import { GRAPH_CLI, type SignInChoice, signIn } from '../../entra/sign-in.ts'
import { type Problem, systemReason, throwProblems, UserError } from '../../errors.ts'
import { readRegularFile } from '../../read-file.ts'
import { decodeSecret } from '../../request/secret-text.ts'
import { shown } from '../../screen-text.ts'
import { Secret } from '../../secret.ts'
import type { CommonOptions, Context } from '../context.ts'
import { readSecretBytes } from '../secret-bytes.ts'
import { openInBrowser } from './browser.ts'

export interface EntraOptions extends CommonOptions {
  readonly tenant?: string
  readonly cloud?: string
  readonly clientId?: string
  readonly deviceCode?: boolean
  readonly clientSecretFile?: string
  readonly clientCertificateFile?: string
}

export interface EntraNeeds {
  /** Short names of the permissions that the command can use, such as `User.Read.All`. */
  readonly permissions: readonly string[]
  /** Domain of the users that it is about; the tenant unless one is named. Null: none. */
  readonly domain: string | null
}

export interface EntraConnection {
  readonly client: GraphClient
  readonly access: Access
  readonly endpoints: Endpoints
  /** As it was given or follows from the domain; null: the token alone decides. */
  readonly tenant: string | null
}

/** @throws UserError wrong-input: the options cannot be used; SignInError */
export async function connectToEntra(
  options: EntraOptions,
  { permissions, domain }: EntraNeeds,
  context: Context,
): Promise<EntraConnection> {
  const { world, terminal } = context
  const { env, now, random } = world
  const endpoints = findEndpoints(options.cloud ?? null, env)
  const tenant = options.tenant ?? domain
  const toConnection = (access: Access): EntraConnection => {
    const tools = { env, now, random, isAzureCli: access.isAzureCli }
    return { client: new GraphClient(endpoints, access.token, tools), access, endpoints, tenant }
  }
  const given = readToken(env['CERTSTICK_GRAPH_TOKEN'])
  if (given !== null) return toConnection(readAccess(given, 'environment'))
  const choice = readChoice(options, { endpoints, tenant, permissions }, context)
  const say = (line: string): void => (line.startsWith('http') ? terminal.quote(line) : terminal.say(line))
  const openBrowser = (url: string): boolean => openInBrowser(url, world)
  return toConnection(await signIn(choice, { env, now, random, say, openBrowser }))
}

/** Null: none is given. @throws UserError wrong-input: it cannot be a token */
function readToken(text: string | undefined): Secret | null {
  const given = (text ?? '').trim()
  if (given === '') return null
  const token = toToken(given)
  if (token !== null) return token
  throw new UserError('wrong-input', 'CERTSTICK_GRAPH_TOKEN is no access token', {
    hint: 'set it to the token alone, without spaces or line breaks',
  })
}

/** @throws UserError wrong-input: all problems of the options */
function readChoice(
  options: EntraOptions,
  {
    endpoints,
    tenant,
    permissions,
  }: Pick<SignInChoice, 'endpoints' | 'permissions'> & {
    readonly tenant: string | null
  },
  context: Context,
): SignInChoice {
  const problems: Problem[] = []
  if (tenant === null || !/^[\w.-]+$/.test(tenant) || NO_TENANTS.includes(tenant.toLowerCase())) {
    const message = tenant === null ? 'is missing' : `${shown(tenant)} is no domain and no id`
    problems.push({
      field: 'tenant',
      message,
      hint: 'give a domain of the tenant, such as contoso.com, or its id',
    })
  }
  if (options.clientId === undefined) problems.push({ field: 'clientId', ...NO_CLIENT_ID })
  const by = readMeans(options, problems, context)
  throwProblems('cannot sign in to Microsoft Entra', problems)
  const { clientId = '' } = options
  return {
    endpoints,
    tenant: tenant ?? '',
    clientId: clientId === 'graph-cli' ? GRAPH_CLI : clientId,
    by: by ?? { kind: 'browser' },
    permissions,
  }
}

/** Names for the tenant of whoever signs in, which for a service provider is another one than the customer's. */
const NO_TENANTS: readonly string[] = ['organizations', 'common', 'consumers']

const NO_CLIENT_ID = {
  message: 'is missing',
  hint: 'give the id of your app registration; for a quick look, graph-cli (Microsoft Graph Command Line Tools); or set CERTSTICK_GRAPH_TOKEN',
}

/** Null where a problem was found. */
function readMeans(
  { deviceCode, clientSecretFile, clientCertificateFile }: EntraOptions,
  problems: Problem[],
  { world, terminal }: Context,
): SignInChoice['by'] | null {
  const given = [deviceCode === true, clientSecretFile !== undefined, clientCertificateFile !== undefined]
  if (given.filter(Boolean).length > 1) {
    const message = 'cannot go with another way to sign in'
    problems.push({
      field: deviceCode === true ? 'deviceCode' : 'clientSecret',
      message,
      hint: 'give one of them',
    })
    return null
  }
  if (deviceCode === true) return { kind: 'device-code' }
  const [field, file] =
    clientSecretFile === undefined
      ? (['clientCertificate', clientCertificateFile] as const)
      : (['clientSecret', clientSecretFile] as const)
  if (file !== undefined) {
    const credential = readCredential(field, resolve(world.cwd, file), problems)
    return credential === null ? null : { kind: 'client-credentials', credential }
  }
  if (terminal.interactive) return { kind: 'browser' }
  problems.push({
    field: 'deviceCode',
    message: 'there is no terminal, so that nobody can sign in with a browser',
    hint: 'set CERTSTICK_GRAPH_TOKEN, or give --client-secret-file, --client-certificate-file or --device-code',
  })
  return null
}

/** A certificate with its chain and key. */
const LARGEST_PEM_BYTES = 1 << 16

function readCredential(
  field: 'clientSecret' | 'clientCertificate',
  path: string,
  problems: Problem[],
): ClientCredential | null {
  try {
    if (field === 'clientSecret') return { kind: 'secret', secret: decodeSecret(readSecretBytes(path)) }
    const pem = readRegularFile(path, { links: 'followed', mostBytes: LARGEST_PEM_BYTES })
    if (pem !== null) return { kind: 'certificate', pem: new Secret(pem.toString()) }
    problems.push({ field, message: `${shown(path)} is too large for a certificate and its key` })
  } catch (error) {
    const reason = error instanceof UserError ? error.message : `cannot be read: ${systemReason(error)}`
    problems.push({ field, message: `${shown(path)} ${reason}` })
  }
  return null
}
