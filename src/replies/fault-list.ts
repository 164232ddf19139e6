/** The faults of one front end of a machine, in the order in which they apply: added, removed and seeded while it runs. */
import type { CountScope } from "./scope.ts";
import { ScopeCount } from "./scope-count.ts";

/** The parts that every fault has. */
export interface NamedFault {
  /** Name in logs and for removal. */
  readonly name: string;
  readonly when: CountScope;
}

export interface ActiveFault<Fault> {
  readonly fault: Fault;
  readonly count: ScopeCount;
}

export class FaultList<Fault extends NamedFault> {
  #seed: number;
  #configured: readonly Fault[] = [];
  #active: readonly ActiveFault<Fault>[] = [];
  /** Number of faults ever added, for their seeds. */
  #added = 0;

  constructor(seed: number, faults: readonly Fault[] = []) {
    this.#seed = seed;
    this.replaceConfigured(faults);
  }

  /** The faults in force, each with the number of times that it applied. */
  get all(): readonly { readonly fault: Fault; readonly applied: number }[] {
    return this.#active.map(({ fault, count }) => ({ fault, applied: count.applied }));
  }

  get isEmpty(): boolean {
    return this.#active.length === 0;
  }

  /** The faults with their counts, for a plan. */
  get active(): readonly ActiveFault<Fault>[] {
    return this.#active;
  }

  /** Appends a fault. Replaces a fault of the same name and resets its counts. */
  add(fault: Fault): void {
    this.remove(fault.name);
    this.#active = [...this.#active, this.#activated(fault)];
  }

  /** Replaces the configured faults by those of a new configuration, behind all others. */
  replaceConfigured(faults: readonly Fault[]): void {
    for (const { name } of this.#configured) this.remove(name);
    for (const fault of faults) this.add(fault);
    this.#configured = faults;
  }

  /** Removes a fault. Returns false if no fault has this name. */
  remove(name: string): boolean {
    const kept = this.#active.filter(({ fault }) => fault.name !== name);
    const isFound = kept.length < this.#active.length;
    this.#active = kept;
    return isFound;
  }

  /** Restarts every fault's random generator from this seed, and resets the counts. */
  set seed(seed: number) {
    this.#seed = seed;
    this.#added = 0;
    this.#active = this.#active.map(({ fault }) => this.#activated(fault));
  }

  #activated(fault: Fault): ActiveFault<Fault> {
    return { fault, count: new ScopeCount(fault.when, this.#seed + this.#added++) };
  }
}
