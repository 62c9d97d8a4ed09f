// Formats requests to Microsoft Graph as an `.http` file, which editors and REST clients can send.

export interface GraphRequest {
  /** One line. */
  readonly title: string
  /** Method and path, such as `GET /v1.0/me`; all that comes from outside is percent-encoded in it. */
  readonly line: string
  /** Must be valid as JSON. */
  readonly body?: object
}

export const GRAPH_HOST = 'https://graph.microsoft.com'

/** The lines of the file. The reader fills in `@token`. */
export function renderRequests(requests: readonly GraphRequest[]): string[] {
  return [
    '# Send the requests one at a time. The token is yours: do not save it in a file.',
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
