/** A daemon with machines for the web page, and its API. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestDaemon, type TestDaemon } from "../daemon/daemon.ts";
import { freePort } from "../doors/free-port.ts";

export const TOKEN = "a-token-of-the-page";

/** A text that runs a script where it becomes an element. */
export const HOSTILE = "<img src=x onerror=hacked()>";

export interface Scene extends AsyncDisposable {
  readonly daemon: TestDaemon;
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** Ports of vm0's doors for QEMU, for IPMI over LAN, for Redfish and for the guest's serial port. */
  readonly vm: number;
  readonly lan: number;
  readonly redfish: number;
  readonly serial: number;
  /** Calls the API: `POST /machines/vm0/power`. Rejects with the detail of a refusal. */
  api(route: string, body?: unknown): Promise<unknown>;
}

/** A chassis that does what it is told, at once. */
const CHASSIS = `case "$*" in
  "get power") if [ -e "$0.off" ]; then echo power:0; else echo power:1; fi ;;
  "set power 0") touch "$0.off" ;;
  "set power 1") rm -f "$0.off" ;;
esac
`;

/** YAML of the other machines. */
const others = (directory: string) => `
  - { name: "rack1-vm[01-60]", listen: ["unix:${directory}/{name}.sock"] }
  - { name: "rack2-vm[01-04]", listen: ["unix:${directory}/{name}.sock"], power: { command: "printf 'power:0\\n'; true", poll: 1h } }
`;

/**
 * Starts a daemon with vm0, which has every door and strings of an attacker, and with other machines.
 * @param qemu the setting lab.qemu
 */
export async function openScene(qemu: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const [http, vm, lan, serial] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const redfish = await freePort();
  const url = `http://127.0.0.1:${http}`;
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-page-"));
  const chassis = join(directory, "chassis.sh");
  writeFileSync(chassis, CHASSIS);
  const config = `
extends: server
log: { level: warn }
http: { listen: "127.0.0.1:${http}", token: ${TOKEN} }
lab: ${JSON.stringify({ qemu })}
users: { accounts: [{ id: 2, name: admin, password: secret-of-two }, { id: 3, name: "<svg onload=x()>", password: x }] }
machines:
  - name: vm0
    listen: ["tcp:127.0.0.1:${vm}"]
    lan: { listen: "udp:127.0.0.1:${lan}" }
    redfish: { listen: "http:127.0.0.1:${redfish}" }
    power: { command: "sh ${chassis}" }
    serial: tcp:127.0.0.1:${serial}
    frus: [{ id: 0, product: { productName: "${HOSTILE}" } }]
    sensors: [{ number: 0xe1, name: "<img onload=x()>", type: temperature, units: C, reading: 20 C, thresholds: { upperCritical: 90 } }]
${others(directory)}`;
  const daemon = await startTestDaemon({ config });
  return {
    ...{ daemon, url, vm, lan, redfish, serial },
    async api(route, body) {
      const [method = "", path = ""] = route.split(" ");
      const headers = { authorization: `Bearer ${TOKEN}` };
      const answer = await fetch(`${url}/api/v1${path}`, {
        ...{ method, headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text === "" ? undefined : JSON.parse(text);
    },
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
