// Requests to Microsoft Graph that administrators send by hand: as an `.http` file, which editors and REST clients can send.
import { CLOUDS } from '../entra/clouds.ts'
import { needOf } from '../entra/needs.ts'

export interface GraphRequest {
  /** One line. */
  readonly title: string
  /** Method and path, such as `GET /v1.0/me`; all that comes from outside is percent-encoded in it. */
  readonly line: string
  readonly headers?: Readonly<Record<string, string>>
  /** Must be valid as JSON. */
  readonly body?: object
}

/** With the permission and the role that it needs, in its title. */
export function withNeed(request: GraphRequest): GraphRequest {
  const { title, line, body = {} } = request
  const [, method = '', path = ''] = /^(\w+) \/v1\.0([^?]*)/.exec(line) ?? []
  const { permission = '', role = null } = needOf(method, path, Object.keys(body)) ?? {}
  return { ...request, title: `${title} (${permission}${role === null ? '' : `; ${role}`})` }
}

/** Of the global cloud. */
export const GRAPH_HOST = CLOUDS.global.graph

/** The lines of the file. The reader fills in `@token`. */
export function renderRequests(requests: readonly GraphRequest[]): string[] {
  const others = Object.entries(CLOUDS).filter(([cloud]) => cloud !== 'global')
  return [
    '# Send the requests one at a time. The token is yours: do not save it in a file.',
    '# Above each request are the permission of the token and the directory role of the administrator that it needs.',
    '@token = {{$prompt token}}',
    `# In another cloud: ${others.map(([cloud, { graph }]) => `${graph} (${cloud})`).join(', ')}`,
    `@graph = ${GRAPH_HOST}`,
    '',
    ...requests.flatMap(requestLines),
  ]
}

function requestLines({ title, line, headers = {}, body }: GraphRequest): string[] {
  return [
    `### ${title}`,
    line.replace(' /', ' {{graph}}/'),
    'Authorization: Bearer {{token}}',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : ['Content-Type: application/json', '', ...JSON.stringify(body, null, 2).split('\n')]),
    '',
  ]
}
