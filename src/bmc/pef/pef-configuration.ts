/** PEF's configuration (IPMI §30.3, §30.4). Non-volatile, except alert string 0. */
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { decode, type ValueOf } from "../../codec/layout.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { SetInProgress } from "../set-in-progress.ts";
import { EVENT_FILTER_SIZE, type EventFilter, eventFilter, type PefActions } from "./event-filter.ts";
import {
  type alertPolicy,
  type PefValues,
  POLICIES,
  PolicyRule,
  STRING_BLOCK_SIZE,
  STRING_SIZE,
  STRINGS,
  type stringKey,
  UNUSED_POLICY,
  UNUSED_STRING,
  UNUSED_STRING_KEY,
} from "./pef-values.ts";

export interface PefOptions {
  readonly enabled: boolean;
  /** Whether PEF's own actions cause events. */
  readonly actionEvents: boolean;
  /** Seconds after a start or reset of the system, 0 to 255; 0 is no delay. */
  readonly startupDelaySeconds: number;
  /** Number of entries in the event filter table, 1 to 127. */
  readonly filterCount: number;
  /** The first entries, 20 bytes each. The others are unused. */
  readonly filters: readonly Uint8Array[];
  /** The first entries of the alert policy table. */
  readonly policies: readonly PolicyOptions[];
}

export interface PolicyOptions {
  /** 1 to 15. A filter names it. */
  readonly number: number;
  readonly rule: PolicyRule;
  /** Channel and destination on it. */
  readonly channel: number;
  readonly destination: number;
  /** Text in the alert. Up to `STRINGS` policies have one. */
  readonly text?: string | undefined;
}

const UNUSED_FILTER = decode(eventFilter, new Uint8Array(EVENT_FILTER_SIZE));

const ALL_ACTIONS: PefActions = {
  diagnosticInterrupt: true,
  powerCycle: true,
  reset: true,
  powerDown: true,
  alert: true,
};

export class PefConfiguration {
  readonly progress = new SetInProgress({
    save: () => this.#values,
    restore: (values: PefValues) => this.set(values),
  });
  readonly #changed: () => void;
  #values: PefValues;

  /** `changed` is called after each change. */
  constructor(options: PefOptions, changed: () => void) {
    const { enabled, actionEvents, startupDelaySeconds, filterCount, filters } = options;
    this.#changed = changed;
    this.#values = {
      control: { enabled, actionEvents, startupDelay: startupDelaySeconds > 0, alertStartupDelay: false },
      actions: ALL_ACTIONS,
      startupDelaySeconds,
      alertStartupDelaySeconds: startupDelaySeconds,
      filters: Array.from({ length: filterCount }, (_, i) => {
        const filter = filters[i];
        return filter ? decode(eventFilter, filter) : UNUSED_FILTER;
      }),
      guid: { use: { this: false }, guid: new Uint8Array(16) },
      stringKeys: Array(1 + STRINGS).fill(UNUSED_STRING_KEY),
      ...alertTable(options.policies),
    };
  }

  get values(): PefValues {
    return this.#values;
  }

  set(values: Partial<PefValues>): void {
    this.#values = { ...this.#values, ...values };
    this.#changed();
  }

  /**
   * Returns a filter, numbered from 1. This and the methods below throw `IpmiError` C9h when the entry does not exist.
   */
  filter(number: number): EventFilter {
    return entryOf(this.#values.filters, number - 1);
  }

  setFilter(number: number, filter: EventFilter): void {
    this.set({ filters: withEntry(this.#values.filters, number - 1, filter) });
  }

  /** Returns a policy, numbered from 1. */
  policy(number: number): ValueOf<typeof alertPolicy> {
    return entryOf(this.#values.policies, number - 1);
  }

  setPolicy(number: number, policy: ValueOf<typeof alertPolicy>): void {
    this.set({ policies: withEntry(this.#values.policies, number - 1, policy) });
  }

  /** Returns a string's key, numbered from 0. */
  stringKey(number: number): ValueOf<typeof stringKey> {
    return entryOf(this.#values.stringKeys, number);
  }

  setStringKey(number: number, key: ValueOf<typeof stringKey>): void {
    this.set({ stringKeys: withEntry(this.#values.stringKeys, number, key) });
  }

  /** Returns a block, numbered from 1, of a string, numbered from 0. */
  stringBlock(number: number, block: number): Uint8Array {
    const { at, end } = blockBounds(block);
    return entryOf(this.#values.strings, number).slice(at, end);
  }

  /** Writes a block and pads it with 00h. Throws `IpmiError` C7h for more than a block. */
  setStringBlock(number: number, block: number, data: Uint8Array): void {
    const { at, end } = blockBounds(block);
    if (data.length > STRING_BLOCK_SIZE) {
      throw new IpmiError(
        CompletionCode.DataLengthInvalid,
        `the data has ${data.length} bytes; expected at most ${STRING_BLOCK_SIZE}`,
      );
    }
    const text = Uint8Array.from(entryOf(this.#values.strings, number)).fill(0, at, end);
    text.set(data, at);
    this.set({ strings: withEntry(this.#values.strings, number, text) });
  }

  /** Returns the text of a string, numbered from 0, up to its first 00h. Empty if the string does not exist. */
  text(number: number): Uint8Array {
    const text = this.#values.strings[number] ?? UNUSED_STRING;
    const end = text.indexOf(0);
    return end < 0 ? text : text.subarray(0, end);
  }

  /** Table 17-4, byte 4: returns the text that an alert policy selects, for an event that matched `filter`. */
  policyText({ eventSpecific, number }: ValueOf<typeof alertPolicy>["stringKey"], filter: number): Uint8Array {
    if (!eventSpecific) return number === 0 ? EMPTY_BYTES : this.text(number);
    const keys = this.#values.stringKeys;
    const at = keys.findIndex((key, index) => {
      return index > 0 && key.filter.number === filter && key.set.number === number;
    });
    return at < 0 ? EMPTY_BYTES : this.text(at);
  }

  /** Handles a reset or power loss of the system. */
  systemInterrupted(): void {
    this.progress.reset();
  }

  reset(): void {
    this.progress.reset();
    this.#resetString0();
  }

  /** The values to store, without uncommitted writes; each change makes a new object. */
  save(): PefValues {
    return this.progress.before ?? this.#values;
  }

  /** Restores all values except alert string 0, which is volatile. */
  restore(values: Partial<PefValues>): void {
    this.set(values);
    this.#resetString0();
  }

  snapshot() {
    return { values: this.#values, progress: this.progress.snapshot() };
  }

  #resetString0(): void {
    this.setStringKey(0, UNUSED_STRING_KEY);
    this.set({ strings: withEntry(this.#values.strings, 0, UNUSED_STRING) });
  }
}

function blockBounds(block: number) {
  const end = block * STRING_BLOCK_SIZE;
  if (block > 0 && end <= STRING_SIZE) return { at: end - STRING_BLOCK_SIZE, end };
  throw new IpmiError(
    CompletionCode.ParameterOutOfRange,
    `block is ${block}; expected 1 to ${STRING_SIZE / STRING_BLOCK_SIZE}`,
  );
}

function entryOf<T>(entries: readonly T[], index: number): T {
  const entry = entries[index];
  if (entry !== undefined) return entry;
  throw new IpmiError(CompletionCode.ParameterOutOfRange, `the entry does not exist among ${entries.length}`);
}

function withEntry<T>(entries: readonly T[], index: number, entry: T): readonly T[] {
  entryOf(entries, index);
  return entries.with(index, entry);
}

/** The policies and their texts, which have the strings from 1 on. */
function alertTable(options: readonly PolicyOptions[]): Pick<PefValues, "policies" | "strings"> {
  const texts = options.flatMap(({ text }) => text ?? []);
  const strings = Array.from({ length: 1 + STRINGS }, (_, index) => stringOf(texts[index - 1] ?? ""));
  let string = 0;
  const policies = options.map(({ number, rule, channel, destination, text }) => ({
    policy: { number, enabled: true, rule: PolicyRule[rule] },
    destination: { channel, selector: destination },
    stringKey: { eventSpecific: false, number: text === undefined ? 0 : ++string },
  }));
  return { strings, policies: [...policies, ...Array(POLICIES - policies.length).fill(UNUSED_POLICY)] };
}

function stringOf(text: string): Uint8Array {
  if (text === "") return UNUSED_STRING;
  const string = new Uint8Array(STRING_SIZE);
  string.set(Buffer.from(text, "latin1").subarray(0, STRING_SIZE));
  return string;
}
