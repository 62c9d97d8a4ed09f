// Reading after writing, as in a service of many copies: after a write the next reads of that part see its former state.
import type { Container, Tenant, User, Wire } from './tenant.ts'

/** What a copy may still hold: one user, or one of the tenant's collections. */
interface Former {
  left: number
  readonly user?: User
  readonly trust?: readonly Container[]
  readonly policy?: Wire
}

export class Lag {
  /** How many reads still see the former state. */
  reads = 0
  readonly #former = new Map<string, Former>()

  wroteUser(user: User): void {
    this.#keep(`user ${user.id}`, { user: structuredClone(user) })
  }

  wroteTrust({ trust }: Tenant): void {
    this.#keep('trust', { trust: structuredClone(trust) })
  }

  wrotePolicy({ policy }: Tenant): void {
    this.#keep('policy', { policy: structuredClone(policy) })
  }

  readUser(user: User): User {
    return this.#take(`user ${user.id}`)?.user ?? user
  }

  readTrust(tenant: Tenant): readonly Container[] {
    return this.#take('trust')?.trust ?? tenant.trust
  }

  readPolicy(tenant: Tenant): Wire {
    return this.#take('policy')?.policy ?? tenant.policy
  }

  /** Called before a write; what is older already stays. */
  #keep(key: string, former: Omit<Former, 'left'>): void {
    if (this.reads > 0 && (this.#former.get(key)?.left ?? 0) <= 0) {
      this.#former.set(key, { ...former, left: this.reads })
    }
  }

  #take(key: string): Former | null {
    const former = this.#former.get(key)
    if (former === undefined || former.left <= 0) return null
    former.left -= 1
    return former
  }
}
