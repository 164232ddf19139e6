/** Large pieces of work that operators and guests give to a daemon, and the longest turn of its event loop during each. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../src/control/client.ts";
import { encodeMessage } from "../../../src/wire/vm-message.ts";
import { VmExchange } from "../doors/vm-exchange.ts";
import { type MeteredDaemon, startMetered } from "./metered-daemon.ts";

export interface Size {
  readonly machines: number;
  /** Records of a stored SEL. */
  readonly records: number;
}

export interface Turn {
  readonly work: string;
  /** Milliseconds of processor time. */
  readonly longestMs: number;
}

/** Sensors of a machine that extends nothing. */
const SENSORS = 20;
/** Machines that an operator adds without waiting for any. */
const ADDED = 100;
/** Requests of one write. */
const IN_FLIGHT = 1000;

/** Does all work, one after the other. */
export async function* turnsOf(directory: string, { machines, records }: Size): AsyncGenerator<Turn> {
  yield* turnsOfMany(directory, machines);
  yield* turnsOfStored(directory, records);
}

async function* turnsOfMany(directory: string, machines: number): AsyncGenerator<Turn> {
  const config = join(directory, "many.yaml");
  const names = Array.from({ length: machines }, (_, index) => `vm${index}`);
  const doorOf = (name: string) => `unix:${join(directory, `${name}.sock`)}`;
  const configure = (settings: string) => {
    const items = names.map((name) => `  - name: ${name}\n    listen: ["${doorOf(name)}"]\n    ${settings}\n`);
    writeFileSync(config, `http: { listen: "127.0.0.1:0" }\nmachines:\n${items.join("")}`);
  };
  configure("extends: server");
  const metered = await startMetered(directory, join(directory, "vm0.sock"), { args: ["-c", config] });
  await using daemon = metered.daemon;
  await using control = await connect(daemon.control);
  const turn = turnOf(metered);
  yield { work: `start of ${machines} servers, from the first open door on`, longestMs: metered.startMs };
  yield turn(`reload of ${machines} servers, none changed`, () => control.call("reload", {}));
  const sensor = { name: "Temp", type: "temperature", units: "C", reading: 42.5, thresholds: { upperCritical: 90 } };
  const sensors = new Array<object>(SENSORS).fill(sensor);
  configure(`device: { id: 0x22 }\n    sensors: ${JSON.stringify(sensors)}`);
  yield turn(`reload of ${machines} machines, each with other sensors`, () => control.call("reload", {}));
  const add = (name: string) => control.call("machine.add", { settings: { name, listen: [doorOf(name)], sensors } });
  yield turn(`machine.add of a machine with ${SENSORS} sensors`, () => add("added"));
  const added = Array.from({ length: ADDED }, (_, index) => `added${index}`);
  yield turn(`machine.add of ${ADDED} such machines at once`, () => Promise.all(added.map(add)));
  yield turn(`status of ${machines + 1 + ADDED} machines`, () => control.call("status", {}));
  const { url } = await control.call("page.get", {});
  yield turn(`GET /metrics of ${machines + 1 + ADDED} machines`, async () =>
    (await fetch(new URL("/metrics", url))).text(),
  );
}

async function* turnsOfStored(directory: string, records: number): AsyncGenerator<Turn> {
  const config = join(directory, "stored.yaml");
  const door = join(directory, "first.sock");
  const doors = { first: `unix:${door}`, full: "tcp:127.0.0.1:0" };
  const machine = (name: keyof typeof doors) =>
    `  - { name: ${name}, listen: ["${doors[name]}"], sel: { capacity: ${records} } }\n`;
  const configure = (...names: readonly (keyof typeof doors)[]) => {
    const state = `state: { directory: "${join(directory, "state")}" }`;
    writeFileSync(config, `${state}\nmachines:\n${names.map(machine).join("")}`);
  };
  configure("first", "full");
  const metered = await startMetered(directory, door, { args: ["-c", config] });
  await using daemon = metered.daemon;
  await using control = await connect(daemon.control);
  const turn = turnOf(metered);
  yield turn("page.open of a daemon that has no HTTP port", () => control.call("page.open", {}));
  const guest = await VmExchange.open(Number(daemon.addresses[1]?.split(":").at(-1)));
  yield turn(`${records} × Add SEL Entry, ${IN_FLIGHT} in flight`, async () => {
    for (let left = records; left > 0; left -= IN_FLIGHT) await guest.send(addSelEntries(Math.min(left, IN_FLIGHT)));
  });
  guest.close();
  const isRemoved = async () => (await control.call("reload", {})).removed.length > 0;
  configure("first");
  // The daemon may not have noticed yet that the guest has gone.
  while (!(await isRemoved()));
  configure("first", "full");
  yield turn(`reload that adds a machine with ${records} stored records`, () => control.call("reload", {}));
  yield turn(`sel.list of ${records} records`, () => control.call("sel.list", { machine: "full" }));
  yield turn(`sel.clear of ${records} records`, () => control.call("sel.clear", { machine: "full" }));
}

function turnOf({ longestTurn }: MeteredDaemon) {
  return async (work: string, done: () => Promise<unknown>): Promise<Turn> => {
    return { work, longestMs: await longestTurn(done) };
  };
}

function addSelEntries(count: number): readonly Uint8Array[] {
  const data = Uint8Array.of(0, 0, 0x02, 0, 0, 0, 0, 0x20, 0, 0x04, 0x01, 0x00, 0x01, 0x59, 0x00, 0x00);
  const request = encodeMessage({ id: 1, netFn: 0x0a, lun: 0, cmd: 0x44, data });
  return [Buffer.concat(new Array<Uint8Array>(count).fill(request))];
}
