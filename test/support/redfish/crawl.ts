/** The whole tree of a machine's Redfish service, and settings that give it every resource. */
import { expect } from "vitest";
import { Drives } from "../../../src/media/drives.ts";
import { isJson, type Json } from "../../../src/redfish/resource.ts";
import { makeIdentity } from "../../../src/transport/self-made-certificate.ts";
import { redfishService } from "./service.ts";

const CERTIFICATE = makeIdentity(Date.now()).cert.toString();

/** Reads the whole tree of a personality, from the root along every link. */
export function crawl(settings: Readonly<Record<string, unknown>>) {
  const client = redfishService(settings);
  client.service.door = { port: 8443, secure: true, certificate: CERTIFICATE };
  client.post("/redfish/v1/SessionService/Sessions", { UserName: "admin", Password: "secret" });
  client.machine.bmc.sel.add(Uint8Array.of(0, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, 1, 0x30, 1, 0x57, 0x20, 0x18));
  client.machine.drives = new Drives({
    ...{ ids: ["cd0"], log: { write() {} }, fetch: () => expect.fail(), find: () => undefined, changed() {} },
  });
  client.service.tasks.start("runs", new Promise(() => {}), () => 50);
  const resources = new Map<string, Json>();
  const left = ["/redfish/v1/"];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (resources.has(path)) continue;
    const { status, json } = client.get(path);
    expect([path, status]).toEqual([path, 200]);
    resources.set(path, json);
    left.push(...linksIn(json));
  }
  return { ...client, resources };
}

/** Paths of resources, without those of members inside a resource. */
function linksIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(linksIn);
  if (!isJson(value)) return [];
  const own = value["@odata.id"];
  const inside = Object.values(value).flatMap(linksIn);
  return typeof own === "string" && !own.includes("#") ? [own, ...inside] : inside;
}

/** Sensors of each kind that Redfish has, and one that it has not. */
const SENSORS = [
  { number: 0x11, name: "CPU Temp", type: "temperature", units: "C", reading: 42.5, thresholds: { upperCritical: 90 } },
  { number: 0x12, name: "Inlet", type: "temperature", units: "F", reading: 77 },
  { number: 0x13, name: "12V", type: "voltage", units: "V", reading: 12, range: [0, 20] },
  { number: 0x14, name: "Fan 1", type: "fan", units: "rpm", range: [0, 12_750], reading: 5000 },
  { number: 0x15, name: "Fan 2", type: "fan", units: "%", reading: 50 },
  { number: 0x16, name: "Load", type: "otherUnits", units: "hits", reading: 3 },
  { number: 0x17, name: "PSU 1", type: "powerSupply", entity: "power supply 1", states: [0, 1, 3] },
];

const HARDWARE = {
  processors: [{ socket: "CPU0", cores: 4, threads: 8 }, {}],
  memory: [{ slot: "DIMM0", size: "16 GiB", type: "DDR5" }],
  networkInterfaces: [{ mac: "52:54:00:12:34:56" }],
  drives: [{ size: "480 GB" }],
  volumes: [{ size: "480 GB", drives: [1] }],
};

const BIOS = {
  attributes: { NumLock: true, Frequency: { value: 2400, min: 800, max: 4800 } },
  secureBoot: true,
  bootOrder: ["disk", "network", "cdrom"],
};

/** Settings with which the tree has every resource. */
export const EVERYTHING = { sensors: SENSORS, hardware: HARDWARE, bios: BIOS, serial: "unix:/tmp/ser0" };
