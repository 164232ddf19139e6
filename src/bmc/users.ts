/** Users: names, passwords, and what each may on a channel (IPMI §6.9, §22.26–§22.30). All of it is non-volatile. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** What a user may on one channel (§22.26). */
export interface UserAccess {
  readonly restrictedToCallback: boolean;
  readonly linkAuthentication: boolean;
  readonly ipmiMessaging: boolean;
  /** Privilege 1 to 5, or Fh: no access. */
  readonly privilegeLimit: number;
  /** Sessions at once, 1 to Fh; 0: as many as the channel has. */
  readonly sessionLimit: number;
}

export interface UserAccount {
  /** 1 to `UsersOptions.maximum`; 1 has no name. */
  readonly id: number;
  /** Up to 16 characters. */
  readonly name: string;
  /** Up to 20 characters; up to 16 are stored as 16 bytes. */
  readonly password: string;
  readonly enabled: boolean;
  /** On the LAN channel, all of these; left out: IPMI messaging alone. */
  readonly privilegeLimit: number;
  readonly ipmiMessaging?: boolean;
  readonly linkAuthentication?: boolean;
  readonly restrictedToCallback?: boolean;
}

export interface UsersOptions {
  /** How many user IDs there are, 1 to 63. */
  readonly maximum: number;
  readonly accounts: readonly UserAccount[];
}

export const NAME_SIZE = 16;
export const PASSWORD_SIZE = 16;
/** Of v2. */
export const LONG_PASSWORD_SIZE = 20;

/** User 1 is the null user: its name is fixed, and empty. */
const NULL_USER = 1;
const NO_ACCESS: UserAccess = {
  restrictedToCallback: false,
  linkAuthentication: false,
  ipmiMessaging: false,
  privilegeLimit: 0x0f,
  sessionLimit: 0,
};

const PasswordCode = { TestFailed: 0x80, WrongSize: 0x81 } as const;

export interface User {
  readonly name: Uint8Array;
  readonly password: Uint8Array;
  readonly enabled: boolean;
  /** By channel number. */
  readonly access: ReadonlyMap<number, UserAccess>;
}

const NOBODY: User = {
  name: new Uint8Array(NAME_SIZE),
  password: new Uint8Array(PASSWORD_SIZE),
  enabled: false,
  access: new Map(),
};

export class Users {
  readonly maximum: number;
  /** User IDs whose name cannot be changed. */
  readonly fixedNames = 1;
  #users: ReadonlyMap<number, User> = new Map();

  /** `lan`: the channel that the accounts' privilege is for. */
  constructor(options: UsersOptions, lan: number | undefined) {
    this.maximum = options.maximum;
    for (const { id, name, password, enabled, ...rights } of options.accounts) {
      const size = password.length > PASSWORD_SIZE ? LONG_PASSWORD_SIZE : PASSWORD_SIZE;
      const access = { ...NO_ACCESS, ipmiMessaging: true, ...rights };
      this.#change(id, {
        name: padded(id === NULL_USER ? "" : name, NAME_SIZE),
        password: padded(password, size),
        enabled,
        access: new Map(lan === undefined ? [] : [[lan, access]]),
      });
    }
  }

  /** 16 bytes, padded with 00h. @throws IpmiError C9h when there is no such ID, as every method here that takes one. */
  name(id: number): Uint8Array {
    return this.#user(id).name;
  }

  /** What follows a 00h is dropped. @throws IpmiError CCh for user 1. */
  setName(id: number, name: Uint8Array): void {
    if (id === NULL_USER) throw new IpmiError(CompletionCode.InvalidDataField, "user 1 has no name to set");
    const end = name.indexOf(0);
    const kept = new Uint8Array(NAME_SIZE);
    kept.set(end < 0 ? name : name.subarray(0, end));
    this.#change(id, { name: kept });
  }

  isEnabled(id: number): boolean {
    return this.#user(id).enabled;
  }

  enable(id: number, enabled: boolean): void {
    this.#change(id, { enabled });
  }

  /** 16 or 20 bytes. */
  setPassword(id: number, password: Uint8Array): void {
    this.#change(id, { password: Uint8Array.from(password) });
  }

  /** @throws IpmiError 81h when the password is stored in the other size, 80h when it is another. */
  testPassword(id: number, password: Uint8Array): void {
    const stored = this.#user(id).password;
    if (stored.length !== password.length) {
      throw new IpmiError(PasswordCode.WrongSize, `the password of user ${id} has ${stored.length} bytes`);
    }
    if (!stored.every((byte, i) => byte === password[i])) {
      throw new IpmiError(PasswordCode.TestFailed, `not the password of user ${id}`);
    }
  }

  access(id: number, channel: number): UserAccess {
    return this.#user(id).access.get(channel) ?? NO_ACCESS;
  }

  setAccess(id: number, channel: number, access: Partial<UserAccess>): void {
    const changed = { ...this.access(id, channel), ...access };
    this.#change(id, { access: new Map([...this.#user(id).access, [channel, changed]]) });
  }

  /** C9h when there is no such ID. */
  checkId(id: number): void {
    this.#user(id);
  }

  /** §22.13: whether there are enabled users with a name, with a password only, and with neither, on this channel. */
  logins(channel: number): { readonly named: boolean; readonly nullName: boolean; readonly anonymous: boolean } {
    const users = [...this.#users.values()].filter(({ enabled, access }) => {
      return enabled && access.get(channel)?.ipmiMessaging === true;
    });
    const nameless = users.filter(({ name }) => isEmpty(name));
    return {
      named: nameless.length < users.length,
      nullName: nameless.some(({ password }) => !isEmpty(password)),
      anonymous: nameless.some(({ password }) => isEmpty(password)),
    };
  }

  /** §22.27, byte 3: users that are enabled, and for anything on this channel. */
  countEnabled(channel: number): number {
    return [...this.#users.values()].filter(({ enabled, access }) => {
      const { ipmiMessaging, linkAuthentication } = access.get(channel) ?? NO_ACCESS;
      return enabled && (ipmiMessaging || linkAuthentication);
    }).length;
  }

  /** By ID; another map after each change. */
  save(): ReadonlyMap<number, User> {
    return this.#users;
  }

  /** Takes the place of all; IDs are 1 to `maximum`. */
  restore(users: ReadonlyMap<number, User>): void {
    this.#users = users;
  }

  /** Without passwords. */
  snapshot() {
    return [...this.#users].map(([id, { name, enabled, access }]) => ({
      id,
      name: Buffer.from(name).toString("latin1").replaceAll("\0", ""),
      enabled,
      access: Object.fromEntries(access),
    }));
  }

  #user(id: number): User {
    if (id >= 1 && id <= this.maximum) return this.#users.get(id) ?? NOBODY;
    throw new IpmiError(CompletionCode.ParameterOutOfRange, `user IDs are 1 to ${this.maximum}, not ${id}`);
  }

  #change(id: number, change: Partial<User>): void {
    this.#users = new Map([...this.#users, [id, { ...this.#user(id), ...change }]]);
  }
}

function isEmpty(text: Uint8Array): boolean {
  return text.every((byte) => byte === 0);
}

function padded(text: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(text, "latin1"));
  return bytes;
}
