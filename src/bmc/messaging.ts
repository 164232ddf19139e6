/**
 * The system interfaces of a BMC, by channel. Each has its own enables, flags, queue and buffer. Event logging is the
 * exception: the BMC has one SEL, so its enable is the same at every interface (§22.1).
 */
import { Channel, type InterfaceKind, interfaceChannel } from "../ipmi/channel.ts";
import { type GlobalEnables, SystemInterface } from "./system-interface.ts";

export class Messaging {
  readonly primary: SystemInterface;
  /** The primary interface first. */
  readonly all: readonly SystemInterface[];
  readonly #byChannel: ReadonlyMap<number, SystemInterface>;

  /** `others`: kinds of the other interfaces. `changed`: see `SystemInterface`. */
  constructor(primary: InterfaceKind, others: Iterable<InterfaceKind>, changed: () => void) {
    this.primary = new SystemInterface(Channel.SystemInterface, primary, changed);
    const kinds = new Set(others).difference(new Set([primary]));
    const more = [...kinds].map((kind) => new SystemInterface(interfaceChannel(kind, primary), kind, changed));
    this.all = [this.primary, ...more];
    this.#byChannel = new Map(this.all.map((each) => [each.channel, each]));
  }

  has(channel: number): boolean {
    return this.#byChannel.has(channel);
  }

  /** Returns the interface that requests of this channel use: their own, or the primary one if they came by a bus. */
  at(channel: number): SystemInterface {
    return this.#byChannel.get(channel) ?? this.primary;
  }

  /** §22.1 */
  enable(channel: number, enables: GlobalEnables): void {
    const { systemEventLogging } = enables;
    for (const each of this.all) each.globalEnables = { ...each.globalEnables, systemEventLogging };
    this.at(channel).globalEnables = enables;
  }

  get systemEventLogging(): boolean {
    return this.primary.globalEnables.systemEventLogging;
  }

  /** See `SystemInterface.watchdogPreTimeout`. */
  set watchdogPreTimeout(pending: boolean) {
    for (const each of this.all) each.watchdogPreTimeout = pending;
  }

  /** Offers an event to the event message buffer of every interface. Returns false when none takes it. */
  putEvent(event: Uint8Array): boolean {
    return this.all.filter((each) => each.putEvent(event)).length > 0;
  }

  /** See `SystemInterface.flush`. */
  flush(): void {
    for (const each of this.all) each.flush();
  }

  reset(): void {
    for (const each of this.all) each.reset();
  }

  snapshot() {
    return Object.fromEntries(this.all.map((each) => [each.channel, each.snapshot()]));
  }
}
