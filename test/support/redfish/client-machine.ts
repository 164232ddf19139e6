/** A machine for clients of Redfish: its port has HTTPS, a user and an inventory. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hex } from "../bytes/hex.ts";
import { startTestDaemon } from "../daemon/daemon.ts";

export interface ClientMachine extends AsyncDisposable {
  /** Its HTTPS port. */
  readonly port: string;
  /** For the clients' files. */
  readonly directory: string;
}

/** A QEMU is only a peer that says it can do everything. */
const GREETING = hex("ff 01 a1 08 3f a1");

/** Starts the daemon, and connects the peer. `settings`: more YAML, the sensors at least. */
export async function openClientMachine(settings: string): Promise<ClientMachine> {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-redfish-"));
  const socket = join(directory, "bmc.sock");
  const config = `
name: vm0
listen: ["unix:${socket}"]
power: { start: "true" }
redfish: { listen: "https:127.0.0.1:0" }
users: { accounts: [{ id: 2, name: admin, password: secret }] }
frus: [{ id: 0, product: { manufacturer: ACME, productName: R1, serialNumber: S1 } }]
${settings}`;
  const daemon = await startTestDaemon({ config, args: ["--control", "off"] });
  const qemu = connect(socket);
  await once(qemu, "connect");
  // The daemon ends first.
  qemu.on("error", () => {});
  qemu.write(GREETING);
  return {
    ...{ directory, port: daemon.address("https:").split(":").at(-1) ?? "" },
    async [Symbol.asyncDispose]() {
      await daemon.kill();
      rmSync(directory, { recursive: true });
    },
  };
}
