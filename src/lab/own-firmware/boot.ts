/** One boot of the user's firmware with one fault: what it asked the BMC, how it ended, how long it took. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { systemClock } from "../../clock.ts";
import { Machine, type MachineOptions } from "../../machine.ts";
import { hexDigits } from "../../text/hex.ts";
import { type Evidence, keepEvidence } from "../evidence.ts";
import { BmcLine } from "../firmware/bmc-line.ts";
import { LabError } from "../lab-error.ts";
import { BtDriver } from "../qemu/bt.ts";
import { KcsDriver } from "../qemu/kcs.ts";
import type { Qtest } from "../qemu/qtest.ts";
import { type BootMachine, type BootMachineOptions, startBootMachine } from "./boot-machine.ts";
import { type CpuTime, cpuTimeBetween, cpuTimeOf } from "./cpu-time.ts";
import type { Fault } from "./fault.ts";
import { sampleProfile } from "./profile.ts";
import type { BootEnd, BootTimes } from "./verdict.ts";

export interface BootLimits {
  /** The longest time that a boot may take. */
  readonly limitMs: number;
  /** A boot ends as well when for this time neither a request nor output came. */
  readonly quietMs: number;
}

export interface Boot extends BootTimes {
  readonly fault: Fault;
  /** Real time, the start of QEMU included. */
  readonly realMs: number;
  /** Time of the first request; undefined if none came. */
  readonly firstRequestMs: number | undefined;
  /** The commands, with the number of requests of each, in the order of their first request. */
  readonly commands: ReadonlyMap<string, number>;
  readonly requests: number;
  /** Requests to which a rule of the fault applied. */
  readonly faulted: number;
  /** Resets of the machine. */
  readonly resets: number;
  /** How QEMU ended by itself; undefined if it did not. */
  readonly qemuEnd: string | undefined;
  /** The last lines that the firmware wrote. */
  readonly lastLines: readonly string[];
  readonly commandLine: string;
}

const CHECK_EVERY_MS = 100;
const SHOWN_LINES = 6;
const SILENT = pino({ level: "silent" });

export interface BootOptions extends BootMachineOptions {
  /** The BMC. Its reply rules come from the fault. */
  readonly bmc: MachineOptions;
}

/** Boots once. Rejects with `LabError` "start" if QEMU did not start. `keep`: a folder for evidence. */
export async function bootOnce(options: BootOptions, fault: Fault, limits: BootLimits, keep?: string): Promise<Boot> {
  const evidence = keep === undefined ? undefined : keepEvidence(keep);
  const startedMs = performance.now();
  await using qemu = await startBootMachine({ ...options, qtest: fault.idsBefore > 0 });
  const bmc = { ...options.bmc, systemInterface: options.interface, replies: fault.bmc };
  const machine = new Machine(bmc, evidence?.log ?? SILENT);
  const watch = new BootWatch(machine, fault);
  try {
    using _line = await connected(qemu, machine, options.interface, evidence);
    if (qemu.qtest) await useIds(qemu.qtest, options, fault.idsBefore);
    const outcome = await watch.until(qemu, limits);
    const boot = { ...outcome, fault, realMs: performance.now() - startedMs, commandLine: qemu.commandLine };
    if (keep !== undefined) {
      writeFileSync(join(keep, "serial.log"), qemu.serial.bytes);
      writeFileSync(join(keep, "debug.log"), qemu.debug.bytes);
    }
    evidence?.finish(qemu.commandLine, {
      ...boot,
      fault: fault.name,
      commands: Object.fromEntries(boot.commands),
      profile: Object.fromEntries(boot.profile),
    });
    return boot;
  } finally {
    machine.close();
  }
}

async function connected(
  qemu: BootMachine,
  machine: Machine,
  via: BootMachineOptions["interface"],
  evidence: Evidence | undefined,
): Promise<BmcLine> {
  const bmc: Pick<Machine, "attach"> = { attach: (connection) => machine.attach(connection, via) };
  const line = new BmcLine(qemu.bmcPath, evidence?.tap(bmc, systemClock) ?? bmc);
  await line.open();
  return line;
}

/** Uses up message ids before the firmware starts, with requests from outside on the interface's registers. */
async function useIds(qtest: Qtest, { interface: via }: BootMachineOptions, count: number): Promise<void> {
  const driver = via === "bt" ? new BtDriver(qtest) : new KcsDriver(qtest);
  for (let id = 0; id < count; id++) await driver.exchange({ netFn: 0x06, cmd: 0x01 });
}

/** Follows one boot, from the first instruction on. */
class BootWatch {
  readonly #machine: Machine;
  readonly #fault: Fault;
  readonly #commands = new Map<string, number>();
  #startedMs = 0;
  #activeMs = 0;
  #firstRequestMs: number | undefined;
  #lastRequestMs: number | undefined;
  #requests = 0;
  #faulted = 0;

  constructor(machine: Machine, fault: Fault) {
    this.#machine = machine;
    this.#fault = fault;
  }

  async until(qemu: BootMachine, { limitMs, quietMs }: BootLimits) {
    const { promise: end, resolve } = Promise.withResolvers<{
      how: BootEnd;
      guestMs: number;
      ran: CpuTime | undefined;
    }>();
    const cpu = () => cpuTimeOf(qemu.cpuThreadId);
    const finish = (how: BootEnd) => resolve({ how, guestMs: this.#nowMs, ran: cpu() });
    const watcher = { wrote: () => this.#active(), found: () => finish("booted") };
    const before = cpu();
    qemu.qmp.dropEvents("RESET");
    this.#startedMs = performance.now();
    for (const output of [qemu.serial, qemu.debug]) output.watch(watcher);
    using _stop = this.#listen();
    await qemu.qmp.execute("cont");
    const over = new AbortController();
    const profile = sampleProfile(qemu.qmp, cpu, over.signal);
    const timer = setInterval(() => {
      if (this.#nowMs >= limitMs) finish("out of time");
      else if (this.#nowMs - this.#activeMs >= quietMs) finish("quiet");
    }, CHECK_EVERY_MS);
    let qemuEnd: string | undefined;
    void qemu.ended.then((how) => {
      qemuEnd = how;
      finish("ended");
    });
    const { how, guestMs, ran } = await end;
    over.abort();
    clearInterval(timer);
    if (how === "ended") qemuEnd = await reason(qemu, qemuEnd);
    return {
      ...{ end: how, guestMs, qemuEnd, cpu: cpuTimeBetween(before, ran), profile: await profile },
      firstRequestMs: this.#firstRequestMs,
      lastRequestMs: this.#lastRequestMs,
      commands: this.#commands,
      requests: this.#requests,
      faulted: this.#faulted,
      resets: qemu.qmp.keptEvents.filter((name) => name === "RESET").length,
      lastLines: [qemu.serial, qemu.debug].flatMap((output) => output.lastLines(SHOWN_LINES)),
    };
  }

  /** Counts requests, and ends the rules of a fault that does not last. */
  #listen(): Disposable {
    const stop = this.#machine.trace.listen((event) => {
      if (event.kind !== "exchange") return;
      this.#active();
      this.#lastRequestMs = this.#nowMs;
      this.#firstRequestMs ??= this.#begin();
      this.#requests++;
      if (event.rules.length > 0) this.#faulted++;
      const name = event.command ?? `${hexDigits(event.netFn)}/${hexDigits(event.cmd)}`;
      this.#commands.set(name, (this.#commands.get(name) ?? 0) + 1);
    });
    return { [Symbol.dispose]: stop };
  }

  /** Returns the time of the first request, from which a fault's own time counts. */
  #begin(): number {
    const { forMs } = this.#fault;
    if (forMs !== undefined) this.#machine.clock.after(forMs, () => this.#machine.replies.replaceConfigured([]));
    return this.#nowMs;
  }

  #active(): void {
    this.#activeMs = this.#nowMs;
  }

  get #nowMs(): number {
    return performance.now() - this.#startedMs;
  }
}

/** How QEMU ended: the guest's power off and the like come as an event, a crash as a signal with QEMU's last words. */
async function reason({ qmp, stderr }: BootMachine, how = "it ended"): Promise<string> {
  const event = await qmp.takeEvent("SHUTDOWN", 0).catch((error: unknown) => {
    if (error instanceof LabError) return undefined;
    throw error;
  });
  const why = event?.data["reason"];
  return typeof why === "string" ? why : `${how}${stderr() && `: ${stderr().trimEnd()}`}`;
}
