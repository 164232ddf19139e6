/** Users: names, passwords, and access per channel (IPMI §6.9, §22.26–§22.30). All of it is non-volatile. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** A user's rights on one channel (§22.26). */
export interface UserAccess {
  readonly restrictedToCallback: boolean;
  readonly linkAuthentication: boolean;
  readonly ipmiMessaging: boolean;
  /** Privilege level 1 to 5, or Fh for no access. */
  readonly privilegeLimit: number;
  /** Simultaneous sessions, 1 to Fh; 0 for the channel's limit. */
  readonly sessionLimit: number;
}

export interface UserAccount {
  /** 1 to `UsersOptions.maximum`. User 1 has no name. */
  readonly id: number;
  /** Up to 16 characters. */
  readonly name: string;
  /** Up to 20 characters. Up to 16 are stored as 16 bytes. */
  readonly password: string;
  readonly enabled: boolean;
  /** This and the following fields are the access on the LAN channel. The defaults allow only IPMI messaging. */
  readonly privilegeLimit: number;
  readonly ipmiMessaging?: boolean;
  readonly linkAuthentication?: boolean;
  readonly restrictedToCallback?: boolean;
}

export interface UsersOptions {
  /** The number of user IDs, from 1 on, whose name cannot be changed. Left out: 1, the null user's. */
  readonly fixedNames?: number;
  /** The number of user IDs, 1 to 63. */
  readonly maximum: number;
  readonly accounts: readonly UserAccount[];
}

export const NAME_SIZE = 16;
export const PASSWORD_SIZE = 16;
/** v2 only. */
export const LONG_PASSWORD_SIZE = 20;

/** User 1, the null user. Its name is empty and cannot be changed. */
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
  /** Access by channel number. */
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
  /** The number of user IDs whose name cannot be changed. */
  readonly fixedNames: number;
  #users: ReadonlyMap<number, User> = new Map();

  /** `lan`: the channel that the accounts' access applies to. */
  constructor(options: UsersOptions, lan: number | undefined) {
    this.maximum = options.maximum;
    this.fixedNames = options.fixedNames ?? NULL_USER;
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

  /**
   * Returns the name, 16 bytes padded with 00h. This and all methods that take a user ID throw `IpmiError` C9h when it
   * does not exist.
   */
  name(id: number): Uint8Array {
    return this.#user(id).name;
  }

  /** Sets the name; bytes after the first 00h are dropped. Throws `IpmiError` CCh for a fixed name. */
  setName(id: number, name: Uint8Array): void {
    if (id >= NULL_USER && id <= this.fixedNames) {
      throw new IpmiError(CompletionCode.InvalidDataField, `the name of user ${id} is fixed`);
    }
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

  /** Returns the password, 16 or 20 bytes, padded with 00h. */
  password(id: number): Uint8Array {
    return this.#user(id).password;
  }

  /** 16 or 20 bytes. */
  setPassword(id: number, password: Uint8Array): void {
    this.#change(id, { password: Uint8Array.from(password) });
  }

  /** Throws `IpmiError` 81h when the stored password has the other size, and 80h when it differs. */
  testPassword(id: number, password: Uint8Array): void {
    const stored = this.#user(id).password;
    if (stored.length !== password.length) {
      throw new IpmiError(
        PasswordCode.WrongSize,
        `the password to test has ${password.length} bytes; expected ${stored.length}, as user ${id}'s has`,
      );
    }
    if (!stored.every((byte, i) => byte === password[i])) {
      throw new IpmiError(PasswordCode.TestFailed, `the password to test is not user ${id}'s`);
    }
  }

  access(id: number, channel: number): UserAccess {
    return this.#user(id).access.get(channel) ?? NO_ACCESS;
  }

  setAccess(id: number, channel: number, access: Partial<UserAccess>): void {
    const changed = { ...this.access(id, channel), ...access };
    this.#change(id, { access: new Map([...this.#user(id).access, [channel, changed]]) });
  }

  /** Throws `IpmiError` C9h when the ID does not exist. */
  checkId(id: number): void {
    this.#user(id);
  }

  /** §22.13: whether the channel has enabled users with a name, with only a password, and with neither. */
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

  /** §22.27, byte 3: the number of enabled users with access to the channel. */
  countEnabled(channel: number): number {
    return [...this.#users.values()].filter(({ enabled, access }) => {
      const { ipmiMessaging, linkAuthentication } = access.get(channel) ?? NO_ACCESS;
      return enabled && (ipmiMessaging || linkAuthentication);
    }).length;
  }

  /** Users by ID; each change makes a new map. */
  save(): ReadonlyMap<number, User> {
    return this.#users;
  }

  /** Replaces all users. IDs are 1 to `maximum`. */
  restore(users: ReadonlyMap<number, User>): void {
    this.#users = users;
  }

  /** Leaves out passwords. */
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
    throw new IpmiError(CompletionCode.ParameterOutOfRange, `user ID is ${id}; expected 1 to ${this.maximum}`);
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
