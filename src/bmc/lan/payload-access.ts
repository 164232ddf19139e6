/**
 * Which users may activate which payloads on a LAN channel (v2 §24.6–§24.7); SOL is the one standard payload that needs
 * the permission, and there are no OEM payloads. Non-volatile.
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

  /** User IDs; another set after each change. */
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
