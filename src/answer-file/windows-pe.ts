// The windowsPE pass where an answer file has nothing there for an architecture: without a setting Setup drops the file.
import { namingInside, newWindowsPeComponent, newWindowsPeSetting } from './additions.ts'
import { servedByWindowsPe } from './architectures.ts'
import { type AnswerFile, architectureOf, componentsOf, hasWindowsIdentity, settingsOf } from './document.ts'
import { insertInto } from './edits.ts'
import type { PassChanges } from './specialize.ts'
import { type Architecture, SETUP } from './vocabulary.ts'

/** The smallest setting for each of the architectures that has none: in its empty component, or in a new one. */
export function windowsPeChanges(
  { encoded, root }: AnswerFile,
  architectures: readonly Architecture[],
): PassChanges {
  const served = servedByWindowsPe(root)
  const unserved = architectures.filter((architecture) => !served.has(architecture))
  const present = componentsOf(root, 'windowsPE', SETUP).filter(hasWindowsIdentity)
  const naming = namingInside(settingsOf(root, 'windowsPE')[0] ?? root)
  const empty = unserved.map((architecture) => present.find((one) => architectureOf(one) === architecture))
  return {
    edits: empty.flatMap((component) =>
      component === undefined
        ? []
        : [insertInto(encoded.text, component, [newWindowsPeSetting(namingInside(component))])],
    ),
    components: unserved
      .filter((_, index) => empty[index] === undefined)
      .map((architecture) => newWindowsPeComponent(naming, architecture)),
  }
}
