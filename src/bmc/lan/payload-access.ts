/**
 * Users' permission to activate payloads on a LAN channel (v2 §24.6–§24.7). SOL is the only standard payload that needs
 * it, and OEM payloads do not exist. Non-volatile.
 */
export class PayloadAccess {
  #solUsers: ReadonlySet<number> = new Set();

  maySol(user: number): boolean {
    return this.#solUsers.has(user);
  }

  allowSol(user: number, allowed: boolean): void {
    const users = new Set(this.#solUsers);
    if (allowed) users.add(user);
    else users.delete(user);
    this.#solUsers = users;
  }

  /** IDs of users that may activate SOL; each change makes a new set. */
  save(): ReadonlySet<number> {
    return this.#solUsers;
  }

  restore(users: ReadonlySet<number>): void {
    this.#solUsers = users;
  }

  snapshot() {
    return { sol: [...this.#solUsers] };
  }
}
