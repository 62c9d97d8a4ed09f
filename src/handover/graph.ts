// Formats requests to Microsoft Graph as an `.http` file, which editors and REST clients can send.
import { CLOUDS } from '../entra/clouds.ts'

export interface GraphRequest {
  /** One line. */
  readonly title: string
  /** Method and path, such as `GET /v1.0/me`; all that comes from outside is percent-encoded in it. */
  readonly line: string
  readonly headers?: Readonly<Record<string, string>>
  /** Must be valid as JSON. */
  readonly body?: object
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
