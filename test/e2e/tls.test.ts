/** QEMU's own TLS (`tls-creds-x509`) against ours, in both roles: its guest asks, the daemon answers. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { BMC_CHARDEV } from "../../src/lab/qemu/command-line.ts";
import type { GuestInterface } from "../../src/lab/qemu/guest-message.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { type Certificates, makeCertificates } from "../support/doors/certificates.ts";
import {
  CONNECT_TIMEOUT_MS,
  openInterface,
  startConnectedQemu,
  startDisconnectedQemu,
} from "../support/qemu/register-guest.ts";

const DEVICE = "isa-ipmi-bt";
const getDeviceId = { netFn: 0x06, cmd: 0x01 };
const LISTEN = ["--listen", "tls:127.0.0.1:0"];

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates(mkdtempSync(join(tmpdir(), "extern-bmc-tls-")));
});
afterAll(() => rmSync(certificates.directory, { recursive: true, force: true }));

/** QEMU's arguments. `-set`, because the chardev is in the command line already. */
function tlsCredentials(endpoint: "client" | "server"): string[] {
  const object = `tls-creds-x509,id=tls,endpoint=${endpoint},dir=${certificates.directory},verify-peer=on`;
  return ["-object", object, "-set", `chardev.${BMC_CHARDEV}.tls-creds=tls`];
}

function configuration(ourEnd: "client" | "server"): string {
  const pem = (name: Parameters<Certificates["file"]>[0]) => JSON.stringify(certificates.file(name));
  const [certFile, keyFile] = [pem(`${ourEnd}-cert.pem`), pem(`${ourEnd}-key.pem`)];
  return `tls: { certFile: ${certFile}, keyFile: ${keyFile}, clientCaFile: ${pem("ca-cert.pem")} }\n`;
}

/** QEMU reads one byte at a time: every answer must arrive to its last byte. */
async function expectAnswers(guest: GuestInterface): Promise<void> {
  for (let n = 0; n < 20; n += 1) {
    expect(await guest.exchange(getDeviceId)).toMatchObject({ netFn: 0x07, cmd: 0x01, completionCode: 0x00 });
  }
}

test("QEMU with a client certificate is answered", async () => {
  await using daemon = await startTestDaemon({ config: configuration("server"), args: LISTEN });
  const address = daemon.address("tls").replace("tls:", "tcp:");
  const extraArgs = tlsCredentials("client");
  await using qemu = await startConnectedQemu(DEVICE, address, { extraArgs });
  await expectAnswers(await openInterface(qemu, DEVICE));
});

test("QEMU without TLS is refused, and the log says so", async () => {
  await using daemon = await startTestDaemon({ config: configuration("server"), args: LISTEN });
  await using _qemu = await startDisconnectedQemu(DEVICE, daemon.address("tls").replace("tls:", "tcp:"));
  await vi.waitFor(() => expect(daemon.stderr()).toContain("TLS handshake failed"), CONNECT_TIMEOUT_MS);
  expect(daemon.stderr()).not.toContain("QEMU connected");
});

test("a QEMU that listens with TLS is dialled", async () => {
  const extraArgs = tlsCredentials("server");
  await using qemu = await startDisconnectedQemu(DEVICE, "tcp:127.0.0.1:0", { role: "listen", extraArgs });
  const chardevs = JSON.stringify(await qemu.qmp.execute("query-chardev"));
  const address = /127\.0\.0\.1:\d+/.exec(chardevs)?.[0];
  const args = ["--listen", `connect:tls:${address}`];
  await using daemon = await startTestDaemon({ config: configuration("client"), args });
  expect(daemon.addresses).toEqual([`connect:tls:${address}`]);
  await qemu.untilBmcConnected(true, CONNECT_TIMEOUT_MS);
  await expectAnswers(await openInterface(qemu, DEVICE));
});
