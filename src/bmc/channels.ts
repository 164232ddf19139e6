/** The BMC's channels, and the access settings of those with sessions (IPMI §6.3, §22.22, §22.23). */
import { Channel } from "../ipmi/channel.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export type ChannelKind = "ipmb" | "lan" | "systemInterface";

export const AccessMode = { Disabled: 0, PreBootOnly: 1, AlwaysAvailable: 2, Shared: 3 } as const;

export interface ChannelAccess {
  readonly pefAlerting: boolean;
  readonly perMessageAuthentication: boolean;
  readonly userLevelAuthentication: boolean;
  /** A value of `AccessMode`. */
  readonly mode: number;
  /** A privilege level, 1 to 5. */
  readonly privilegeLimit: number;
}

export type Copy = "volatile" | "nonVolatile";

/** Start values of a LAN channel, which is always available. */
export type StartAccess = Omit<ChannelAccess, "mode">;

const ChannelCode = { NoSessions: 0x82, ModeNotSupported: 0x83 } as const;

export class Channels {
  readonly #kinds: ReadonlyMap<number, ChannelKind>;
  #access: ReadonlyMap<number, Readonly<Record<Copy, ChannelAccess>>> = new Map();

  /**
   * `lan`: the LAN channel's number, 1 to Bh, and its start values; undefined for a BMC without one. `interfaces`:
   * those of the system interfaces.
   */
  constructor(
    lan: { readonly channel: number; readonly access: StartAccess } | undefined,
    interfaces: readonly number[],
  ) {
    const kinds = new Map<number, ChannelKind>([[Channel.Ipmb, "ipmb"]]);
    if (lan !== undefined) {
      kinds.set(lan.channel, "lan");
      const access = { ...lan.access, mode: AccessMode.AlwaysAvailable };
      this.#access = new Map([[lan.channel, { volatile: access, nonVolatile: access }]]);
    }
    for (const number of interfaces) kinds.set(number, "systemInterface");
    this.#kinds = kinds;
  }

  /**
   * Returns a channel's kind. Throws `IpmiError` CCh when the channel does not exist. Linux asks for each one from 0 to
   * Fh.
   */
  kindOf(number: number): ChannelKind {
    const kind = this.#kinds.get(number);
    if (kind) return kind;
    throw new IpmiError(CompletionCode.InvalidDataField, `channel ${number} does not exist`);
  }

  /** Throws `IpmiError` CCh when the channel does not exist, and 82h when it has no sessions. */
  access(number: number, copy: Copy): ChannelAccess {
    return this.#copies(number)[copy];
  }

  /** Throws the errors of `access`, and 83h for a mode that only makes sense on a serial port. */
  setAccess(number: number, copy: Copy, access: Partial<ChannelAccess>): void {
    const copies = this.#copies(number);
    const { mode } = access;
    if (mode !== undefined && mode !== AccessMode.Disabled && mode !== AccessMode.AlwaysAvailable) {
      throw new IpmiError(ChannelCode.ModeNotSupported, `access mode of a LAN channel is ${mode}; expected 0 or 2`);
    }
    this.#access = new Map([...this.#access, [number, { ...copies, [copy]: { ...copies[copy], ...access } }]]);
  }

  /** §22.22: a reset of the BMC, and a reset or power-down of the system, restore the non-volatile settings. */
  reset(): void {
    for (const [number, { nonVolatile }] of this.#access) this.restore(number, nonVolatile);
  }

  /** Settings by channel; each change makes a new map. */
  save(): ReadonlyMap<number, Readonly<Record<Copy, ChannelAccess>>> {
    return this.#access;
  }

  /** Sets both copies of a channel that has sessions. */
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
