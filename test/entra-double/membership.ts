// Who is in a group, with groups within groups.
import type { Tenant } from './tenant.ts'

/** Whether the user is a member of the group itself, or of a group in it. */
export function isMember(tenant: Tenant, groupId: string, userId: string): boolean {
  return walk(tenant, groupId, (members) => members.includes(userId))
}

/** Ids of all users in the group and in the groups in it. */
export function transitiveMembers(tenant: Tenant, groupId: string): string[] {
  const found = new Set<string>()
  walk(tenant, groupId, (members) => {
    for (const id of members) found.add(id)
    return false
  })
  return [...found]
}

function walk(tenant: Tenant, groupId: string, look: (members: readonly string[]) => boolean): boolean {
  const seen = new Set<string>()
  const open = [groupId]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const group = tenant.groups.get(id)
    if (group === undefined || seen.has(id)) continue
    seen.add(id)
    if (look(group.members)) return true
    open.push(...group.members.filter((member) => tenant.groups.has(member)))
  }
  return false
}
