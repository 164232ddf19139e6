/** Handshakes under way at a TLS door: a silent client ends its own and keeps no QEMU out. */
import { EventEmitter, once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect as connectTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseAddress, type TcpAddress } from "../../src/transport/address.ts";
import type { TlsFiles } from "../../src/transport/door.ts";
import { startListener } from "../../src/transport/node-ipc-listener.ts";
import { HANDSHAKE_TIMEOUT_MS, serverTls } from "../../src/transport/tls-files.ts";
import { MAX_HANDSHAKES } from "../../src/transport/tls-handshakes.ts";
import { type Certificates, makeCertificates } from "../support/doors/certificates.ts";
import { echoed, ended } from "../support/doors/client.ts";
import { openEchoDoor } from "../support/doors/door.ts";

const QEMU = "127.0.0.1";
const SILENT_CLIENT = "127.0.0.2";

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates(mkdtempSync(join(tmpdir(), "extern-bmc-handshakes-")));
});
afterAll(() => rmSync(certificates.directory, { recursive: true, force: true }));

function ourFiles(): TlsFiles {
  return { certFile: certificates.file("server-cert.pem"), keyFile: certificates.file("server-key.pem") };
}

async function openTlsDoor(): Promise<number> {
  const { door } = await openEchoDoor({ listen: "tls::0", tls: ourFiles() });
  return (parseAddress(door.address) as TcpAddress).port;
}

/** Opens a connection that sends nothing. The test's end destroys it. */
function openSilent(port: number, localAddress: string): Socket {
  const socket = connectTcp({ port, host: "127.0.0.1", localAddress }).on("error", () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

async function shakeHands(socket: Socket): Promise<TLSSocket> {
  const client = connect({ socket, host: "127.0.0.1", ca: readFileSync(certificates.file("ca-cert.pem")) });
  onTestFinished(() => void client.destroy());
  await once(client, "secureConnect");
  return client;
}

/** Keeps silent connections open: a new one follows each that ends, until the test's end. */
function renewSilent(port: number, count: number): { renewals: (further: number) => Promise<void> } {
  const renewed = new EventEmitter();
  const open = new Set<Socket>();
  let over = false;
  const begin = () => {
    const socket = connectTcp({ port, host: "127.0.0.1", localAddress: SILENT_CLIENT }).on("error", () => {});
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      if (over) return;
      begin();
      renewed.emit("renewed");
    });
  };
  for (let n = 0; n < count; n++) begin();
  onTestFinished(() => {
    over = true;
    for (const socket of open) socket.destroy();
  });
  return {
    async renewals(further) {
      for (let n = 0; n < further; n++) await once(renewed, "renewed");
    },
  };
}

describe("too many handshakes", () => {
  it("end the oldest one of the busiest address, and none of another address, however old", async () => {
    const port = await openTlsDoor();
    const ends = new EventEmitter();
    const open = async (localAddress: string) => {
      const socket = openSilent(port, localAddress).once("close", () => ends.emit("one"));
      await once(socket, "connect");
      return socket;
    };
    const underWay = await open(QEMU);
    const silent: Socket[] = [];
    // One place is QEMU's.
    while (silent.length < MAX_HANDSHAKES - 1) silent.push(await open(SILENT_CLIENT));
    for (let n = 0; n < 2 * MAX_HANDSHAKES; n++) {
      const oneEnds = once(ends, "one");
      silent.push(await open(SILENT_CLIENT));
      await oneEnds;
      expect(underWay.closed).toBe(false);
      expect(silent.filter(({ closed }) => !closed)).toEqual(silent.slice(1 - MAX_HANDSHAKES));
    }
    expect(await echoed(await shakeHands(underWay), "served")).toBe("served");
  });

  it("keep no QEMU out while another client renews its silent connections without end", async () => {
    const port = await openTlsDoor();
    const { renewals } = renewSilent(port, 2 * MAX_HANDSHAKES);
    await renewals(3 * MAX_HANDSHAKES);
    const qemu = openSilent(port, QEMU);
    await once(qemu, "connect");
    // All silent connections are renewed before QEMU sends a byte, as on a host that is slow.
    await renewals(3 * MAX_HANDSHAKES);
    expect(qemu.closed).toBe(false);
    const client = await shakeHands(qemu);
    expect(await echoed(client, "served")).toBe("served");
    await renewals(3 * MAX_HANDSHAKES);
    expect(await echoed(client, "still served")).toBe("still served");
  });
});

describe("a handshake that takes too long", () => {
  /** Start of a record that announces 16 KiB: what follows is read only when all of it is there. */
  const UNFINISHED_RECORD = Buffer.of(0x16, 0x03, 0x01, 0x40, 0x00);

  const clients: readonly [title: string, act: (client: Socket) => void][] = [
    ["stays silent", () => {}],
    [
      "sends a byte at a time",
      (client) => {
        client.write(UNFINISHED_RECORD);
        const timer = setInterval(() => client.write(Buffer.of(0)), 1);
        client.once("close", () => clearInterval(timer));
      },
    ],
  ];

  it.each(clients)("ends with the connection: a client that %s", async (_title, act) => {
    const options = serverTls("door", ourFiles());
    expect(options.handshakeTimeout).toBe(HANDSHAKE_TIMEOUT_MS);
    const served: Socket[] = [];
    const at = { host: "127.0.0.1", port: 0, tls: { ...options, handshakeTimeout: 50 } };
    const { server, stop } = startListener(at, (socket) => served.push(socket));
    onTestFinished(stop);
    await once(server, "listening");
    const failed = once(server, "tlsClientError");
    const client = openSilent((server.address() as AddressInfo).port, SILENT_CLIENT);
    act(client);
    await ended(client);
    const [error] = await failed;
    expect(error).toHaveProperty("code", "ERR_TLS_HANDSHAKE_TIMEOUT");
    expect(served).toEqual([]);
  });
});
