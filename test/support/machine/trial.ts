/** A machine with some of everything, and what must not happen when it answers. */
import { pino } from "pino";
import type { Bmc } from "../../../src/bmc/bmc.ts";
import type { IpmbAnswer } from "../../../src/bmc/ipmb.ts";
import { ManualClock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { MAX_ANSWER_SIZE } from "../../../src/ipmi/answer-size.ts";
import { CompletionCode } from "../../../src/ipmi/completion-code.ts";
import { Machine } from "../../../src/machine.ts";
import { hex } from "../bytes/hex.ts";
import { changedPaths } from "./changed-paths.ts";
import { FakeQemu } from "./machine.ts";
import type { RandomRequest } from "./random-requests.ts";

/** Slave address of the satellite. */
export const BLADE = 0x82;
const INLET = { entity: { id: 0x37, instance: 1 }, units: { base: "degreesC" } };
const options = configSchema.parse({
  sel: { capacity: 24, eraseMs: 500 },
  sdrRepository: { size: 2048, eraseMs: 500 },
  frus: [
    { id: 0, size: 128, data: "01 00 00 00 00 00 00 ff" },
    { id: 1, size: 64, accessByWords: true },
    { id: 2, size: 600, writeProtected: true },
  ],
  sensors: [
    { number: 0x00, name: "Temp", type: "temperature", ...INLET, thresholds: { upperCritical: 90, lowerCritical: 5 } },
    { number: 0x01, name: "CPU", type: "processor", states: [0, 1, 7], rearm: "manual" },
    {
      number: 0x02,
      name: "Fan",
      type: "fan",
      units: "rpm",
      thresholds: { lowerCritical: 20 },
      typeSettable: true,
      lun: 1,
    },
  ],
  privateBuses: { eeproms: [{ bus: 0, address: 0x02, data: "92 10 0b 01" }] },
  satellites: [
    { address: BLADE, name: "blade", sensors: [{ number: 0x02, name: "Inlet", type: "temperature", units: "C" }] },
  ],
});

/** Requests that dice take long to find: mutations start from them. */
export const SEEDS = [
  "04 12 01 01",
  "04 21 00 00 00 00 00 ff",
  "04 2e 02 01 01",
  "06 4c 01 02 02 00 00 00",
  "06 52 01 02 04 00",
  "06 54 01 00 80",
  "06 56 01 00 00",
  "06 60 0f 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
  "06 62 0f 00 02 3f 00 00 00",
  "06 64 0f 2e 00",
  "0a 23 00 00 00 00 00 ff",
  "0a 25 01 00 00 00 00 00 00 00 51 c0",
  "0a 26 01 00 01 00",
  "0a 27 01 00 43 4c 52 aa",
  "0a 43 00 00 00 00 00 ff",
  "0a 45 01 00 00 00 00 00 00 00 02",
  "0a 46 01 00 01 00",
  "0a 47 01 00 43 4c 52 aa",
  "0c 01 01 03 0a 00 00 01",
  "0c 02 01 03 00 00",
  "0c 21 01 01 01",
  "0c 22 01 01 00 00",
  "2c 04 dc 00 00 00 01 2c 01 e8 03 00 00 00 00 01 00",
  "2c 07 dc 01 37 00 00",
  "2c 0b dc 37 01 40 50 3c 00",
  "2c 0c dc 37 01",
  "2c 10 dc 01 37 00 01",
].map((request) => Array.from(hex(request)));

/** State that a refused request may change in a controller, and why. */
const MAY_CHANGE: ReadonlyMap<string, string> = new Map([
  ["sel.lost", "C4h: a record that finds no room sets the overflow flag, §31.2"],
  ["sdrs.overflow", "C4h: so it does in the SDR repository, §33.9"],
]);

/** State of all controllers, and the passwords, which `snapshot` leaves out. */
function stateOf(controllers: readonly Bmc[]) {
  return controllers.map((bmc) => ({ ...bmc.snapshot(), passwords: bmc.users.save() }));
}

/** One machine, and the problems with its answers. */
export class Trial {
  readonly #clock = new ManualClock();
  readonly #machine: Machine;
  #mistake: string | undefined;
  /** State of the machine; undefined after a request that may have changed it. */
  #snapshot: ReturnType<typeof stateOf> | undefined;
  /** The BMC and its satellite. */
  #controllers: readonly Bmc[] = [];

  constructor() {
    const log = pino(
      { level: "error" },
      {
        write: (line) => {
          this.#mistake ??= line;
        },
      },
    );
    const openStore = (controllers: ReadonlyMap<number, Bmc>) => {
      this.#controllers = [...controllers.values()];
      return { changed: false, commit: () => true, close() {} };
    };
    this.#machine = new Machine({ ...options, openStore }, log, this.#clock);
    new FakeQemu(this.#machine, "3f");
    for (const type of [0x02, 0xc1, 0xe0]) this.#machine.bmc.sel.add(new Uint8Array(16).fill(type));
  }

  close(): void {
    this.#machine.close();
  }

  pause(ms: number): void {
    this.#clock.advance(ms);
    this.#snapshot = undefined;
  }

  /** The completion code, and the problem with the answer, if any. */
  ask(
    request: RandomRequest,
    controller: number | undefined,
  ): { readonly code: number; readonly problem: string | undefined } {
    const before = this.#snapshot ?? stateOf(this.#controllers);
    const { completionCode: code, data } =
      controller === undefined ? this.#machine.answer(request) : this.#deliver(controller, request);
    if (this.#mistake !== undefined || code === CompletionCode.Unspecified)
      return { code, problem: this.#takeMistake() };
    if (data.length > MAX_ANSWER_SIZE) return { code, problem: `${data.length} bytes` };
    this.#snapshot = undefined;
    if (code === CompletionCode.Ok) return { code, problem: undefined };
    this.#snapshot = stateOf(this.#controllers);
    const changed = changedPaths(before, this.#snapshot).filter((path) => !MAY_CHANGE.has(path.replace(/^\d+\./, "")));
    return { code, problem: changed.length > 0 ? `changes ${changed.join(", ")}` : undefined };
  }

  #deliver(address: number, request: RandomRequest): IpmbAnswer {
    const answer = this.#machine.bmc.ipmb.deliver(address, request);
    if (answer === undefined) throw new Error(`no controller has address ${address}`);
    return answer;
  }

  #takeMistake(): string {
    const mistake = this.#mistake ?? "FFh";
    this.#mistake = undefined;
    this.#snapshot = undefined;
    return mistake;
  }
}
