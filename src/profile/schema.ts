// The JSON schema of certstick.json, so that editors complete and check it. The build writes it into the package, and
// `init` writes it beside certstick.json.
import { PROFILE_KEYS, schemaOf } from './settings.ts'

export function formatSchema(): string {
  const properties = Object.fromEntries(PROFILE_KEYS.map((key) => [key, schemaOf(key)]))
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'certstick.json',
    description: 'The defaults of certstick for one customer. It holds no secret.',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...properties },
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}
