/** The daemon of an endurance run, with its probe. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Control, connect } from "../../../src/control/client.ts";
import { startTestDaemon, type TestDaemon } from "../daemon/daemon.ts";
import { freePort } from "../doors/free-port.ts";
import type { Sample } from "./sample.ts";

/** The machine with a LAN door and a Redfish door. No guest changes its users. */
export const REMOTE = "remote";
export const ADMIN = { name: "admin", password: "secret" } as const;
/** Socket of its serial port. */
export const serialOf = (directory: string) => join(directory, "serial.sock");

const PROBE = new URL("./probe-child.ts", import.meta.url).href;
const LOOK_MS = 20;

export interface HouseOptions {
  /** A reply rule, in turn there and not. */
  readonly hasRule: boolean;
  /** A machine, in turn there and not. */
  readonly hasGuestRoom: boolean;
}

/** HOST:PORT of the daemon's HTTP port and of the Redfish door. */
interface Ports {
  readonly http: string;
  readonly redfish: string;
}

export class House implements AsyncDisposable {
  readonly directory: string;
  readonly daemon: TestDaemon;
  readonly control: Control;
  readonly http: string;
  readonly redfish: string;
  readonly #samples: string;
  readonly #config: string;

  private constructor(
    directory: string,
    config: string,
    samples: string,
    { http, redfish }: Ports,
    daemon: TestDaemon,
    control: Control,
  ) {
    this.directory = directory;
    this.#config = config;
    this.#samples = samples;
    this.http = http;
    this.redfish = redfish;
    this.daemon = daemon;
    this.control = control;
  }

  static async open(): Promise<House> {
    const directory = mkdtempSync(join(tmpdir(), "bmc-end-"));
    const [config, samples] = [join(directory, "bmc.yaml"), join(directory, "samples.jsonl")];
    const ports = { http: `127.0.0.1:${await freePort()}`, redfish: `127.0.0.1:${await freePort()}` };
    writeFileSync(samples, "");
    writeFileSync(config, settings(directory, ports, { hasRule: false, hasGuestRoom: false }));
    const env = { NODE_OPTIONS: `--import=${PROBE}`, EXTERN_BMC_PROBE: samples };
    const daemon = await startTestDaemon({ args: ["-c", config], env });
    return new House(directory, config, samples, ports, daemon, await connect(daemon.control));
  }

  /** Addresses at which guests connect. */
  get guestDoors(): readonly string[] {
    return this.daemon.addresses.filter((address) => /^(?:unix|tcp):/.test(address));
  }

  configure(options: HouseOptions): void {
    writeFileSync(this.#config, settings(this.directory, this, options));
  }

  /** Takes a sample. It has to wait for connections whose end the daemon has not seen yet: `settled` tells. */
  async sample(settled: (sample: Sample) => boolean): Promise<Sample> {
    for (let tries = 0; ; tries++) {
      const sample = await this.#sampleNow();
      if (settled(sample) || tries === MAX_TRIES) return sample;
      await sleep(tries * LOOK_MS);
    }
  }

  async #sampleNow(): Promise<Sample> {
    const before = this.#lines().length;
    this.daemon.process.kill("SIGUSR2");
    while (true) {
      const line = this.#lines()[before];
      if (line !== undefined) return JSON.parse(line) as Sample;
      if (this.daemon.process.exitCode !== null) throw new Error(`the daemon has ended:\n${this.daemon.stderr()}`);
      await sleep(LOOK_MS);
    }
  }

  #lines(): readonly string[] {
    return readFileSync(this.#samples, "utf8").split("\n").slice(0, -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.control.close();
    await this.daemon.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Samples until the daemon counts as settled, with pauses that grow. */
const MAX_TRIES = 20;

function settings(directory: string, { http, redfish }: Ports, { hasRule, hasGuestRoom }: HouseOptions): string {
  const machines = [
    { name: "server", extends: "server", listen: [`unix:${directory}/a.sock`] },
    { name: "small", listen: [`unix:${directory}/b.sock`, "tcp:127.0.0.1:0"] },
    {
      name: "faulty",
      listen: [`unix:${directory}/c.sock`],
      replies: { rules: hasRule ? [{ time: { delayMs: 5 } }] : [] },
    },
    {
      name: REMOTE,
      listen: [],
      lan: { listen: "udp:127.0.0.1:0" },
      serial: `unix:${serialOf(directory)}`,
      redfish: { listen: `http:${redfish}` },
      users: { accounts: [{ id: 2, ...ADMIN }] },
    },
    ...(hasGuestRoom ? [{ name: "room", listen: [`unix:${directory}/room.sock`] }] : []),
  ];
  return JSON.stringify({
    log: { format: "json" },
    http: { listen: http },
    record: { history: 200 },
    state: { directory: join(directory, "state") },
    sel: { capacity: 64 },
    sdrRepository: { size: 4096 },
    machines,
  });
}
