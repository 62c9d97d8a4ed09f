// Microsoft's clouds by name: where each signs in, and where its Microsoft Graph is. For tests both addresses can be replaced,
// but only by addresses of this computer, because tokens are sent there. Source: Microsoft Graph, "National cloud deployments".
import { type Problem, throwProblems } from '../errors.ts'
import { shown } from '../screen-text.ts'

/** Where a browser is asked for the certificate, and subdomains of it. (Microsoft Entra, "CBA technical deep dive") */
export const CERTAUTH_HOSTS = [
  'certauth.login.microsoftonline.com',
  'certauth.login.microsoftonline.us',
] as const

interface Cloud {
  /** Origin of the sign-in service. */
  readonly login: string
  /** Origin of Microsoft Graph, which scopes of this cloud begin with. */
  readonly graph: string
  /** The largest CRL that Entra downloads while a user signs in. (Microsoft Entra, "Certificate revocation list for CBA") */
  readonly largestCrlBytes: number
}

export const CLOUDS = {
  global: {
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    largestCrlBytes: 20_000_000,
  },
  'gcc-high': {
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    largestCrlBytes: 45_000_000,
  },
  dod: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    largestCrlBytes: 45_000_000,
  },
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    largestCrlBytes: 20_000_000,
  },
} as const satisfies Readonly<Record<string, Cloud>>

export type CloudName = keyof typeof CLOUDS
export const CLOUD_NAMES = Object.keys(CLOUDS) as readonly CloudName[]

/** Where requests go. */
export interface Endpoints {
  readonly cloud: CloudName
  /** Origin that sign-in requests go to. */
  readonly loginUrl: string
  /** Origin that tokens are sent to; no other gets one. */
  readonly graphUrl: string
  /** What names Microsoft Graph in scopes; never replaced. */
  readonly graphResource: string
  readonly largestCrlBytes: number
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * @param name null: the global cloud
 * @throws UserError wrong-input: no such cloud, or an address in the environment that is not of this computer
 */
export function findEndpoints(name: string | null, env: Environment): Endpoints {
  const problems: Problem[] = []
  const cloud = CLOUD_NAMES.find((known) => known === (name ?? 'global').toLowerCase()) ?? null
  if (cloud === null) {
    const message = `${shown(name ?? '')} is no cloud`
    problems.push({ field: 'cloud', message, hint: `choose ${CLOUD_NAMES.join(', ')}` })
  }
  const { login, graph, largestCrlBytes } = CLOUDS[cloud ?? 'global']
  const loginUrl = replacedBy('CERTSTICK_LOGIN_URL', env, problems) ?? login
  const graphUrl = replacedBy('CERTSTICK_GRAPH_URL', env, problems) ?? graph
  throwProblems('Microsoft Graph cannot be reached with these settings', problems)
  return { cloud: cloud ?? 'global', loginUrl, graphUrl, graphResource: graph, largestCrlBytes }
}

/** The origin in that variable; null: not set, or a problem. A name such as localhost may lead to another computer. */
function replacedBy(variable: string, env: Environment, problems: Problem[]): string | null {
  const text = env[variable] ?? ''
  if (text === '') return null
  const url = URL.canParse(text) ? new URL(text) : null
  const isLoopback = url !== null && /^(?:127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (isLoopback && isOrigin) return url.origin
  problems.push({
    field: variable,
    message: `${shown(text)} is not an address of this computer`,
    hint: 'it is for tests only: unset it, or write it as http://127.0.0.1:8080',
  })
  return null
}
