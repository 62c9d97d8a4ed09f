// certstick's own answer files are written for amd64 and made for the architectures that are asked for: a stick is for one
// device, and Windows 11 for ARM64 has been seen to stop on files that are for others too.
import { ARCHITECTURES, type Architecture } from './vocabulary.ts'

const WRITTEN_FOR: Architecture = 'amd64'

/** Each component once for each of them; amd64 where none was asked for. */
export function bundledFor(bytes: Uint8Array, architectures: readonly Architecture[] | null): Uint8Array {
  const asked = ARCHITECTURES.filter((one) => (architectures ?? [WRITTEN_FOR]).includes(one))
  const component = /^ *<component [\s\S]*?<\/component>\n/gm
  const written = `processorArchitecture="${WRITTEN_FOR}"`
  const text = Buffer.from(bytes).toString('latin1') // all of it ASCII
  const rewritten = text.replace(component, (one) =>
    asked.map((other) => one.replace(written, `processorArchitecture="${other}"`)).join(''),
  )
  return Buffer.from(rewritten, 'latin1')
}
