/** The channels that messages come to the BMC by, and what may come by those that have sessions (IPMI §6.3, §22.22, §22.23). */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export type ChannelKind = "ipmb" | "lan" | "systemInterface";

/** The primary IPMB and the system interface have their numbers from the specification (§6.3). */
const IPMB = 0x00;
const SYSTEM_INTERFACE = 0x0f;

export const AccessMode = { Disabled: 0, PreBootOnly: 1, AlwaysAvailable: 2, Shared: 3 } as const;

export interface ChannelAccess {
  readonly pefAlerting: boolean;
  readonly perMessageAuthentication: boolean;
  readonly userLevelAuthentication: boolean;
  /** Of `AccessMode`. */
  readonly mode: number;
  /** Privilege 1 to 5. */
  readonly privilegeLimit: number;
}

export type Copy = "volatile" | "nonVolatile";

/** As LAN channels of machines in use come from the factory. */
const FACTORY_ACCESS: ChannelAccess = {
  pefAlerting: true,
  perMessageAuthentication: true,
  userLevelAuthentication: true,
  mode: AccessMode.AlwaysAvailable,
  privilegeLimit: 4,
};

const ChannelCode = { NoSessions: 0x82, ModeNotSupported: 0x83 } as const;

export class Channels {
  readonly #kinds: ReadonlyMap<number, ChannelKind>;
  #access: ReadonlyMap<number, Readonly<Record<Copy, ChannelAccess>>> = new Map();

  /** `lan`: the number of the LAN channel, 1 to Bh; undefined when there is none. */
  constructor(lan: number | undefined) {
    const kinds = new Map<number, ChannelKind>([[IPMB, "ipmb"]]);
    if (lan !== undefined) {
      kinds.set(lan, "lan");
      this.#access = new Map([[lan, { volatile: FACTORY_ACCESS, nonVolatile: FACTORY_ACCESS }]]);
    }
    this.#kinds = kinds.set(SYSTEM_INTERFACE, "systemInterface");
  }

  /** @throws IpmiError CCh when there is no such channel. Linux asks for each from 0 to Fh. */
  kindOf(number: number): ChannelKind {
    const kind = this.#kinds.get(number);
    if (kind) return kind;
    throw new IpmiError(CompletionCode.InvalidDataField, `there is no channel ${number}`);
  }

  /** @throws IpmiError CCh when there is no such channel, 82h when it has no sessions. */
  access(number: number, copy: Copy): ChannelAccess {
    return this.#copies(number)[copy];
  }

  /** @throws IpmiError as `access` does, and 83h for a mode that makes sense on a serial port only. */
  setAccess(number: number, copy: Copy, access: Partial<ChannelAccess>): void {
    const copies = this.#copies(number);
    const { mode } = access;
    if (mode !== undefined && mode !== AccessMode.Disabled && mode !== AccessMode.AlwaysAvailable) {
      throw new IpmiError(ChannelCode.ModeNotSupported, `access mode ${mode} on a LAN channel`);
    }
    this.#access = new Map([...this.#access, [number, { ...copies, [copy]: { ...copies[copy], ...access } }]]);
  }

  /** §22.22: a reset or power-down of the system brings back the non-volatile settings; so does a reset of the BMC. */
  reset(): void {
    for (const [number, { nonVolatile }] of this.#access) this.restore(number, nonVolatile);
  }

  /** By channel; another map after each change. */
  save(): ReadonlyMap<number, Readonly<Record<Copy, ChannelAccess>>> {
    return this.#access;
  }

  /** Both copies, of a channel that has them. */
  restore(number: number, nonVolatile: ChannelAccess): void {
    this.#access = new Map([...this.#access, [number, { volatile: nonVolatile, nonVolatile }]]);
  }

  snapshot() {
    return { kinds: Object.fromEntries(this.#kinds), access: Object.fromEntries(this.#access) };
  }

  #copies(number: number): Readonly<Record<Copy, ChannelAccess>> {
    const kind = this.kindOf(number);
    const copies = this.#access.get(number);
    if (copies) return copies;
    throw new IpmiError(ChannelCode.NoSessions, `channel ${number}, ${kind}, has no sessions`);
  }
}
