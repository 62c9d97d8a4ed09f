// Settings on which Setup stops, each by what Microsoft or a public report says; written apart from the checker.
import { SetupEnded } from './setup-ended.ts'
import type { Element } from './xml.ts'

/** @throws SetupEnded */
export function assertSettings(component: Element): void {
  const { name, publicKeyToken, language, versionScope = 'nonSxS' } = component.attributes
  // Such a component is not in the image: "A component or setting specified in the answer file does not exist".
  const identity = [publicKeyToken, language].join().toLowerCase()
  if (identity !== '31bf3856ad364e35,neutral' || /^sxs$/i.test(versionScope))
    throw new SetupEnded(`a component ${name} that does not exist`)
  assertOnce(component)
}

/** "A component or non-list setting is specified more than once in the answer file." (KB 2425962) */
function assertOnce(parent: Element): void {
  const seen = new Set<string>()
  for (const child of parent.children) {
    // Lists of commands, disks and the like; their items carry wcm:action, and many authors leave it out.
    const isItem =
      /Command$|^(Disk|CreatePartition|ModifyPartition|MetaData|LocalAccount|PathAndCredentials)$/.test(
        child.name,
      )
    if (seen.has(child.name) && !isItem && child.actions === 0)
      throw new SetupEnded(`${child.name} more than once`)
    seen.add(child.name)
    assertOnce(child)
  }
}

/** "Entering an invalid product key in the answer file will cause Windows Setup to fail." ("Key") */
export function assertKey(key: string): void {
  const written = key.trim()
  const isKey = /^([A-Za-z0-9]{5}-){4}[A-Za-z0-9]{5}$/.test(written) && !/^[xX-]*$/.test(written)
  if (written !== '' && !isKey) throw new SetupEnded('an invalid product key')
}

/** "Failed to decode password (0x8007000d)": base64 of UTF-16 that ends in the element's own name. */
export function assertPasswords(element: Element): void {
  const value = element.children.find(({ name }) => name === 'Value')?.text.trim() ?? ''
  const plain = element.children
    .find(({ name }) => name === 'PlainText')
    ?.text.trim()
    .toLowerCase()
  if (
    element.name.endsWith('Password') &&
    plain === 'false' &&
    value !== '' &&
    !value.startsWith('*SENSITIVE*')
  ) {
    const bytes = Buffer.from(value, 'base64')
    const whole = bytes.toString('base64') === value.replace(/\s/g, '')
    if (!whole || !bytes.toString('utf16le').endsWith(element.name))
      throw new SetupEnded('a password that cannot be decoded')
  }
  for (const child of element.children) assertPasswords(child)
}
