// Requests to Microsoft Graph, written down in the `.http` format of editors and REST clients.

export interface GraphRequest {
  /** One line. */
  readonly title: string
  /** Method and path, such as `GET /v1.0/me`; all that comes from outside is percent-encoded in it. */
  readonly line: string
  /** What JSON can say. */
  readonly body?: object
}

export const GRAPH_HOST = 'https://graph.microsoft.com'

/** The lines of the file; `@token` is what the reader fills in. */
export function renderRequests(requests: readonly GraphRequest[]): string[] {
  return [
    '# Each request stands alone: send one at a time. The token is yours, and belongs in no file that is kept.',
    '@token = {{$prompt token}}',
    '',
    ...requests.flatMap(requestLines),
  ]
}

function requestLines({ title, line, body }: GraphRequest): string[] {
  return [
    `### ${title}`,
    line.replace(' /', ` ${GRAPH_HOST}/`),
    'Authorization: Bearer {{token}}',
    ...(body === undefined
      ? []
      : ['Content-Type: application/json', '', ...JSON.stringify(body, null, 2).split('\n')]),
    '',
  ]
}
