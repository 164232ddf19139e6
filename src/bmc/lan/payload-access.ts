/** The highest user ID (§22.26). */
const MAX_USERS = 63;

/**
 * Users' permission to activate payloads on a LAN channel (v2 §24.6–§24.7). SOL is the only standard payload that needs
 * it, and OEM payloads do not exist. Non-volatile.
 */
export class PayloadAccess {
  #solUsers: ReadonlySet<number>;

  /** `forAll`: every user may at first. */
  constructor(forAll = false) {
    this.#solUsers = new Set(forAll ? Array.from({ length: MAX_USERS }, (_, index) => index + 1) : []);
  }

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
