// Settings that occur twice: "A component or non-list setting is specified more than once in the answer file", and
// Setup stops. (Microsoft KB 2425962)
import { type Rule, repeated } from './rule.ts'
import { UNATTEND_NAMESPACE } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Items of lists: recognized by wcm:action, or by their names in the unattend reference. */
const LIST_ITEMS = new Set(
  `RunSynchronousCommand RunAsynchronousCommand SynchronousCommand AsynchronousCommand
   Disk CreatePartition ModifyPartition DataImage MetaData PathAndCredentials
   LocalAccount DomainAccount DomainAccountList FavoriteItem QuickLinkItem Scope FirewallGroup Theme
   Interface IpAddress DomainName Route Item Link`.split(/\s+/),
)

const settingTwice: Rule = {
  code: 'setting-twice',
  severity: 'error',
  find: (file) =>
    file.inEffect
      .flatMap(({ component, inside }) => [...twiceIn(component), ...inside.flatMap(twiceIn)])
      .map((element) => ({
        element,
        message: `a second ${element.local} in ${element.parent?.local}: Setup stops if a setting occurs twice`,
        hint: 'delete one of the two',
      })),
}

function twiceIn({ children }: XmlElement): XmlElement[] {
  return repeated(children.filter(isSetting), ({ local }) => local)
}

function isSetting({ local, namespace, attributes }: XmlElement): boolean {
  const isItem =
    LIST_ITEMS.has(local) || attributes.some((a) => a.local === 'action' || a.local === 'keyValue')
  return namespace === UNATTEND_NAMESPACE && !isItem
}

export const TWICE_RULES: readonly Rule[] = [settingTwice]
