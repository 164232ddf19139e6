/** A round of mixed load: whatever guests, operators and programs do with a daemon, once or several times. */
import { once } from "node:events";
import { connect } from "node:net";
import { commandTable } from "../../../src/commands/index.ts";
import { RandomRequests } from "../machine/random-requests.ts";
import { Guest } from "./guest.ts";
import type { House } from "./house.ts";
import { lanClients } from "./lan-clients.ts";
import { redfishClients } from "./redfish-clients.ts";

/** Requests of a guest in a batch. */
const BATCH = 40;
const BATCHES = 5;
const RULES = [
  { time: "never" },
  { time: { delayMs: 3 } },
  { id: { counter: { start: 0 } } },
  { shape: "badChecksum" },
  { shape: { completionCode: 0xc0 }, when: { every: 2 } },
  { link: { disconnect: "middle" }, when: { nth: 3 } },
  { attention: "stuck" },
] as const;

/** Requests that stop the timers of a guest's state. They may run for minutes and would count as left open. */
const STOPS = [
  { netFn: 0x00, cmd: 0x04, data: Uint8Array.of(0) }, // Chassis Identify: off
  { netFn: 0x04, cmd: 0x11, data: Uint8Array.of(0) }, // Arm PEF Postpone Timer: disabled
  { netFn: 0x06, cmd: 0x24, data: Uint8Array.of(4, 0, 0, 0, 0, 0) }, // Set Watchdog Timer: stopped
  { netFn: 0x2c, cmd: 0x04, data: Uint8Array.of(0xdc, 0, 0, 0) }, // Activate/Deactivate Power Limit: deactivated
] as const;

/** Returns the number of operations. */
type Step = (house: House, requests: RandomRequests, round: number) => Promise<number>;

const STEPS: readonly Step[] = [
  traffic,
  rubbish,
  faults,
  reload,
  comeAndGo,
  watchers,
  scrapes,
  operators,
  strangers,
  lanClients,
  redfishClients,
  rest,
];

export function requestsOf(seed: number): RandomRequests {
  return new RandomRequests(seed, commandTable, [0x82]);
}

/** Runs every step. Returns the number of operations. */
export async function playRound(house: House, requests: RandomRequests, round: number): Promise<number> {
  let operations = 0;
  for (const step of STEPS) operations += await step(house, requests, round);
  return operations;
}

async function traffic({ guestDoors }: House, requests: RandomRequests): Promise<number> {
  const counts = guestDoors.map(async (address) => {
    const guest = await Guest.at(address);
    for (let batch = 0; batch < BATCHES; batch++) await guest.ask(BATCH, requests);
    await guest.end();
    return BATCHES * BATCH + 1;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** Bytes that are no frames, half a frame, and a guest that ends without reading. */
async function rubbish({ guestDoors }: House, requests: RandomRequests): Promise<number> {
  for (const address of guestDoors) {
    const guest = await Guest.at(address);
    guest.write(Uint8Array.from({ length: 600 }, () => requests.below(256)));
    guest.send(BATCH, requests);
    guest.write(Uint8Array.of(0x05, 0x18));
    await guest.cut();
  }
  return guestDoors.length * (BATCH + 1);
}

async function faults({ control, directory }: House, requests: RandomRequests): Promise<number> {
  for (const rule of RULES) {
    await control.call("fault.add", { machine: "faulty", rule });
    const guest = await Guest.at(`unix:${directory}/c.sock`);
    guest.send(BATCH, requests);
    await control.call("status", {});
    await guest.cut();
    await control.call("fault.clear", { machine: "faulty" });
  }
  return RULES.length * (BATCH + 4);
}

async function reload(house: House, _requests: RandomRequests, round: number): Promise<number> {
  house.configure({ hasRule: round % 2 === 0, hasGuestRoom: round % 3 === 0 });
  await house.control.call("reload", {});
  house.configure({ hasRule: false, hasGuestRoom: false });
  await house.control.call("reload", {});
  return 2;
}

/** A machine of a new name: whatever is kept per name, such as a counter's labels, must go with the machine. */
async function comeAndGo({ control, directory }: House, requests: RandomRequests, round: number): Promise<number> {
  const listen = [`unix:${directory}/x.sock`];
  const machine = `visitor-${round}`;
  await control.call("machine.add", {
    settings: { name: machine, listen, satellites: [{ address: 0x82, name: "s" }] },
  });
  const guest = await Guest.at(`unix:${directory}/x.sock`);
  await guest.ask(BATCH, requests);
  guest.send(BATCH, requests);
  await control.call("machine.remove", { machine });
  await guest.cut();
  return 2 * BATCH + 3;
}

async function watchers({ control, directory }: House, requests: RandomRequests): Promise<number> {
  const [reader, idler] = [control.stream("watch", {}), control.stream("watch", { machine: "small" })];
  const guest = await Guest.at(`unix:${directory}/b.sock`);
  await guest.ask(BATCH, requests);
  for (let count = 0; count < BATCH; count++) await reader.next();
  await reader.return?.();
  await idler.return?.();
  await guest.end();
  await control.call("history", { machine: "small", from: 0 });
  return BATCH + 4;
}

async function scrapes({ http }: House): Promise<number> {
  const paths = ["metrics", "healthz", "readyz", "nothing"];
  for (const path of paths) {
    const answer = await fetch(`http://${http}/${path}`, { headers: { connection: "close" } });
    await answer.text();
  }
  return paths.length;
}

async function operators({ control }: House, requests: RandomRequests): Promise<number> {
  const machine = "server";
  const { sensors } = await control.call("sensor.list", { machine });
  const sensor = sensors[requests.below(sensors.length)];
  const named = sensor ? { machine, sensor: sensor.name } : undefined;
  const optional = [
    named && control.call("sensor.set", { ...named, value: "raw 0x40" }),
    named && control.call("sensor.release", named),
    control.call("sel.add", { machine, record: "000002000000002000040130015500ff" }),
    control.call("user.set", { machine, id: 3, name: `u${requests.below(1000)}` }),
    control.call("power.set", { machine, action: requests.below(2) === 0 ? "on" : "cycle" }),
    control.call("time.advance", { machine, ms: 60_000 }),
    control.call("fru.list", { machine }),
    control.call("sel.clear", { machine }),
    control.call("status", {}),
  ];
  // Some are refused after what guests have set.
  await Promise.allSettled(optional);
  return optional.length + 1;
}

/** Clients of the control socket that are none. */
async function strangers({ daemon }: House): Promise<number> {
  const words = [
    "",
    "rubbish\f",
    '{"type":"hello","data":{"protocol":1,"version":"0"}}\f{"type":"call","data":{"id":1,"call":"watch"}}\f',
  ];
  for (const word of words) {
    const socket = connect(daemon.control);
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write(word);
    socket.destroy();
    await once(socket, "close");
  }
  return words.length;
}

async function rest({ guestDoors }: House): Promise<number> {
  for (const address of guestDoors) {
    const guest = await Guest.at(address);
    await guest.askAll(STOPS.map((request) => ({ lun: 0, ...request })));
    await guest.end();
  }
  return guestDoors.length * (STOPS.length + 1);
}
