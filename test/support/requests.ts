// Reads the `.http` files that editors send: requests parted by `###`, a line, headers, an empty line, a body.

export interface HttpRequest {
  readonly title: string
  readonly line: string
  readonly headers: readonly string[]
  /** Parsed; undefined where there is none. */
  readonly body: unknown
}

export function parseRequests(text: string): HttpRequest[] {
  return text
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...rest] = block.trimEnd().split('\n\n')
      const [title = '', line = '', ...headers] = head.split('\n')
      return { title, line, headers, body: rest.length === 0 ? undefined : JSON.parse(rest.join('\n\n')) }
    })
}
