/**
 * Firmware firewall and command discovery (v2 chapter 21): the commands that exist, and those that a channel may use.
 * Enables are non-volatile, so no reset touches them.
 */
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** A command as the firewall sees it. Commands are compared by identity. */
export interface FirewallCommand {
  readonly name: string;
  readonly netFn: number;
  readonly cmd: number;
  readonly everyLun?: boolean;
  readonly subFunctions?: { readonly numbers: readonly number[] };
  accepts?(data: Uint8Array): boolean;
}

/** The stored state: what is disabled on one channel. */
export interface FirewallRestriction {
  readonly channel: number;
  readonly disabled: readonly DisabledCommand[];
}

export interface DisabledCommand {
  readonly name: string;
  readonly netFn: number;
  readonly cmd: number;
  /** The disabled sub-functions. Absent: the whole command is disabled. */
  readonly subFunctions?: readonly number[] | undefined;
}

/** Commands that a request reads or sets together. */
export interface CommandGroup {
  readonly channel: number;
  /** The request's netFn, which is even. */
  readonly netFn: number;
  readonly lun: number;
  /**
   * The first bytes of their requests' data: a group extension's defining body, an OEM's IANA number, or empty for any.
   */
  readonly body: Uint8Array;
}

/** App 06h. These commands cannot be disabled, because nothing could then be discovered or enabled again. */
const APP = 0x06;
const ALWAYS_ENABLED: ReadonlySet<number> = new Set([0x01, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x60, 0x61, 0x62, 0x63, 0x64]);

export class Firewall {
  readonly #commands: readonly FirewallCommand[];
  /** Disabled commands by channel. */
  readonly #disabled = new Map<number, ReadonlySet<FirewallCommand>>();
  readonly #disabledSubFunctions = new Map<number, ReadonlyMap<FirewallCommand, ReadonlySet<number>>>();

  #saved: readonly FirewallRestriction[] = [];

  constructor(commands: readonly FirewallCommand[]) {
    this.#commands = commands;
  }

  /**
   * v2 table 5-2: throws `IpmiError` D4h for a command that is disabled on the channel, and D6h for a disabled
   * sub-function.
   */
  check(channel: number, command: FirewallCommand, subFunction: number | undefined): void {
    if (this.#disabled.get(channel)?.has(command)) {
      throw new IpmiError(CompletionCode.InsufficientPrivilege, `${command.name} is disabled on channel ${channel}`);
    }
    if (subFunction === undefined || !this.#disabledOf(channel, command).has(subFunction)) return;
    const problem = `sub-function ${subFunction} of ${command.name} is disabled on channel ${channel}`;
    throw new IpmiError(CompletionCode.SubFunctionDisabled, problem);
  }

  /** Returns the even netFns that have commands on a LUN. */
  netFns(lun: number): ReadonlySet<number> {
    return new Set(this.#commands.filter((command) => hasLun(command, lun)).map(({ netFn }) => netFn));
  }

  /** Whether anything is disabled on the channel. */
  restricts(channel: number): boolean {
    return this.#disabled.has(channel) || this.#disabledSubFunctions.has(channel);
  }

  /** Returns the numbers of the group's commands. */
  supported(group: CommandGroup): ReadonlySet<number> {
    return numbersOf(this.#in(group));
  }

  /** Returns the numbers of the group's commands that can be disabled. */
  configurable(group: CommandGroup): ReadonlySet<number> {
    return numbersOf(this.#in(group).filter(isConfigurable));
  }

  /** Returns the numbers of the group's commands that are enabled. */
  enabled(group: CommandGroup): ReadonlySet<number> {
    const disabled = this.#disabled.get(group.channel);
    return numbersOf(this.#in(group).filter((command) => !disabled?.has(command)));
  }

  /**
   * Enables the given commands and disables the group's others, from `first` to `last`. Throws `IpmiError` CCh for a
   * command that does not exist or must stay enabled.
   */
  setEnabled(group: CommandGroup, first: number, last: number, enabled: ReadonlySet<number>): void {
    const commands = this.#in(group).filter(({ cmd }) => cmd >= first && cmd <= last);
    const [unknown] = enabled.difference(numbersOf(commands));
    if (unknown !== undefined) throw invalid(`command ${unknown} does not exist and cannot be enabled`);
    const off = commands.filter(({ cmd }) => !enabled.has(cmd));
    const fixed = off.find((command) => !isConfigurable(command));
    if (fixed) throw invalid(`${fixed.name} cannot be disabled`);
    const others = (this.#disabled.get(group.channel) ?? new Set()).difference(new Set(commands));
    keep(this.#disabled, group.channel, others.union(new Set(off)));
    this.#changed();
  }

  /** Returns the numbers of a command's sub-functions; empty when it has none or does not exist. */
  subFunctions(group: CommandGroup, cmd: number): ReadonlySet<number> {
    return new Set(this.#find(group, cmd)?.subFunctions?.numbers);
  }

  /** Returns the numbers of a command's enabled sub-functions. */
  enabledSubFunctions(group: CommandGroup, cmd: number): ReadonlySet<number> {
    const command = this.#find(group, cmd);
    return this.subFunctions(group, cmd).difference(command ? this.#disabledOf(group.channel, command) : new Set());
  }

  /**
   * Enables the given sub-functions and disables the command's others. Throws `IpmiError` CCh for one that does not
   * exist.
   */
  setEnabledSubFunctions(group: CommandGroup, cmd: number, enabled: ReadonlySet<number>): void {
    const numbers = this.subFunctions(group, cmd);
    const [unknown] = enabled.difference(numbers);
    if (unknown !== undefined) throw invalid(`sub-function ${unknown} does not exist and cannot be enabled`);
    const command = this.#find(group, cmd);
    if (!command) return;
    const disabled = new Map(this.#disabledSubFunctions.get(group.channel));
    keep(disabled, command, numbers.difference(enabled));
    keep(this.#disabledSubFunctions, group.channel, disabled);
    this.#changed();
  }

  /** Returns the defining bodies for which group extension commands exist. */
  bodies(netFn: number): readonly number[] {
    const told = this.#commands.filter(
      (command) => command.netFn === netFn && command.accepts?.(EMPTY_BYTES) === false,
    );
    return ANY_BODY.filter((body) => told.some((command) => command.accepts?.(Uint8Array.of(body))));
  }

  /** The state to store; each change makes a new array. */
  save(): readonly FirewallRestriction[] {
    return this.#saved;
  }

  /** Replaces all restrictions. Commands that no longer exist are ignored. */
  restore(restrictions: readonly FirewallRestriction[]): void {
    this.#disabled.clear();
    this.#disabledSubFunctions.clear();
    for (const { channel, disabled } of restrictions) {
      const found = disabled.flatMap(({ name, netFn, cmd, subFunctions }) => {
        const command = this.#commands.find((each) => each.name === name && each.netFn === netFn && each.cmd === cmd);
        return command ? [{ command, subFunctions }] : [];
      });
      const whole = found.filter(({ subFunctions }) => !subFunctions).map(({ command }) => command);
      const parts = found.map(({ command, subFunctions = [] }) => [command, new Set(subFunctions)] as const);
      keep(this.#disabled, channel, new Set(whole));
      keep(this.#disabledSubFunctions, channel, new Map(parts.filter(([, numbers]) => numbers.size > 0)));
    }
    this.#changed();
  }

  snapshot() {
    return {
      disabled: [...this.#disabled].map(([channel, commands]) => ({ channel, commands: [...commands].map(codesOf) })),
      disabledSubFunctions: [...this.#disabledSubFunctions].map(([channel, commands]) => ({
        channel,
        commands: [...commands].map(([command, numbers]) => ({ ...codesOf(command), numbers: [...numbers] })),
      })),
    };
  }

  #changed(): void {
    const channels = new Set([...this.#disabled.keys(), ...this.#disabledSubFunctions.keys()]);
    this.#saved = [...channels].map((channel) => ({
      channel,
      disabled: [
        ...[...(this.#disabled.get(channel) ?? [])].map((command) => ({ name: command.name, ...codesOf(command) })),
        ...[...(this.#disabledSubFunctions.get(channel) ?? [])].map(([command, numbers]) => ({
          name: command.name,
          ...codesOf(command),
          subFunctions: [...numbers],
        })),
      ],
    }));
  }

  #in({ netFn, lun, body }: CommandGroup): readonly FirewallCommand[] {
    return this.#commands.filter(
      (command) =>
        command.netFn === netFn && hasLun(command, lun) && (body.length === 0 || (command.accepts?.(body) ?? true)),
    );
  }

  #find(group: CommandGroup, cmd: number): FirewallCommand | undefined {
    return this.#in(group).find((command) => command.cmd === cmd);
  }

  #disabledOf(channel: number, command: FirewallCommand): ReadonlySet<number> {
    return this.#disabledSubFunctions.get(channel)?.get(command) ?? new Set();
  }
}

const ANY_BODY = Array.from({ length: 256 }, (_, body) => body);

function hasLun({ everyLun = false }: FirewallCommand, lun: number): boolean {
  return lun === 0 || everyLun;
}

function isConfigurable({ netFn, cmd }: FirewallCommand): boolean {
  return netFn !== APP || !ALWAYS_ENABLED.has(cmd);
}

function numbersOf(commands: readonly FirewallCommand[]): ReadonlySet<number> {
  return new Set(commands.map(({ cmd }) => cmd));
}

function codesOf({ netFn, cmd }: FirewallCommand) {
  return { netFn, cmd };
}

/** Sets an entry, or deletes it when the value is empty. */
function keep<K, V extends { readonly size: number }>(map: Map<K, V>, key: K, value: V): void {
  if (value.size > 0) map.set(key, value);
  else map.delete(key);
}

function invalid(problem: string): IpmiError {
  return new IpmiError(CompletionCode.InvalidDataField, problem);
}
