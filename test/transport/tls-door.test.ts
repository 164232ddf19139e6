import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseAddress, type TcpAddress } from "../../src/transport/address.ts";
import { openDoor, type TlsFiles } from "../../src/transport/door.ts";
import { MAX_HANDSHAKES } from "../../src/transport/tls-handshakes.ts";
import { type Certificates, makeCertificates } from "../support/doors/certificates.ts";
import { echoed, ended, eventually } from "../support/doors/client.ts";
import { openEchoDoor } from "../support/doors/door.ts";

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates(mkdtempSync(join(tmpdir(), "extern-bmc-tls-")));
});
afterAll(() => rmSync(certificates.directory, { recursive: true, force: true }));

function ourFiles(clientCa?: "asks for a certificate"): TlsFiles {
  const files = { certFile: certificates.file("server-cert.pem"), keyFile: certificates.file("server-key.pem") };
  return clientCa ? { ...files, clientCaFile: certificates.file("ca-cert.pem") } : files;
}

const portOf = (address: string) => (parseAddress(address) as TcpAddress).port;

async function connectTls(address: string, withCertificate: boolean): Promise<TLSSocket> {
  const own = withCertificate
    ? {
        cert: readFileSync(certificates.file("client-cert.pem")),
        key: readFileSync(certificates.file("client-key.pem")),
      }
    : {};
  const ca = readFileSync(certificates.file("ca-cert.pem"));
  const socket = connect({ host: "127.0.0.1", port: portOf(address), ca, ...own });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  return socket;
}

describe("tls doors", () => {
  it("serve QEMU beside a client that opens 40 silent connections at once", async () => {
    const { door } = await openEchoDoor({ listen: "tls::0", tls: ourFiles("asks for a certificate") });
    const port = portOf(door.address);
    const silent = Array.from({ length: 40 }, () => connectTcp(port, "127.0.0.1").on("error", () => {}));
    onTestFinished(() => silent.forEach((socket) => void socket.destroy()));
    await Promise.all(silent.map((socket) => once(socket, "connect")));
    const client = await connectTls(door.address, true);
    expect(await echoed(client, "beside them")).toBe("beside them");
    // All are closed except those that may still shake hands.
    await eventually(() => expect(silent.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(MAX_HANDSHAKES));
  });

  it("carry bytes both ways, and name the peer by its address", async () => {
    const { door, connections } = await openEchoDoor({ listen: "tls::0", tls: ourFiles() });
    expect(door.address).toMatch(/^tls:127\.0\.0\.1:[1-9]\d+$/);
    const client = await connectTls(door.address, false);
    expect(await echoed(client, "over TLS")).toBe("over TLS");
    expect(connections.map(({ peer }) => peer)).toEqual([`127.0.0.1:${client.localPort}`]);
  });

  it("speak with openssl's client", async () => {
    const { door } = await openEchoDoor({ listen: "tls::0", tls: ourFiles("asks for a certificate") });
    const openssl = spawn("openssl", [
      ...["s_client", "-quiet", "-verify_return_error", "-CAfile", certificates.file("ca-cert.pem")],
      ...["-cert", certificates.file("client-cert.pem"), "-key", certificates.file("client-key.pem")],
      ...["-connect", `127.0.0.1:${portOf(door.address)}`],
    ]);
    onTestFinished(() => void openssl.kill());
    openssl.stdin.write("hello");
    let answer = "";
    openssl.stdout.on("data", (bytes) => {
      answer += bytes;
    });
    await eventually(() => expect(answer).toBe("hello"));
  });

  it("take a client that shows a certificate of the authority", async () => {
    const { door } = await openEchoDoor({ listen: "tls::0", tls: ourFiles("asks for a certificate") });
    expect(await echoed(await connectTls(door.address, true), "x")).toBe("x");
  });

  it("refuse a client that shows none, and log why", async () => {
    const { door, connections, lines } = await openEchoDoor({
      listen: "tls::0",
      tls: ourFiles("asks for a certificate"),
    });
    await connectTls(door.address, false).then(ended);
    await eventually(() => expect(lines).toHaveLength(1));
    expect(lines).toMatchObject([{ level: 40, msg: "TLS handshake failed", peer: "127.0.0.1" }]);
    expect(connections).toEqual([]);
  });

  it("refuse a client that does not speak TLS", async () => {
    const { door, connections, lines } = await openEchoDoor({ listen: "tls::0", tls: ourFiles() });
    const client = connectTcp(portOf(door.address), "127.0.0.1");
    client.write("a0 a1 ff 01 a1, but not in TLS");
    await ended(client);
    expect(connections).toEqual([]);
    await eventually(() => expect(lines).toMatchObject([{ msg: "TLS handshake failed" }]));
  });

  it("close in the middle of a handshake", async () => {
    const { door } = await openEchoDoor({ listen: "tls::0", tls: ourFiles() });
    const client = connectTcp(portOf(door.address), "127.0.0.1");
    await once(client, "connect");
    const gone = ended(client);
    await door.close();
    await gone;
  });

  it("refuse a second QEMU", async () => {
    const { door, connections } = await openEchoDoor({ listen: "tls::0", tls: ourFiles() });
    const first = await connectTls(door.address, false);
    await echoed(first, "x");
    await connectTls(door.address, false).then(ended, () => undefined);
    expect(await echoed(first, "still here")).toBe("still here");
    expect(connections).toHaveLength(1);
  });
});

describe("a tls door's records", () => {
  /** Forwards one connection and keeps what the door sent, still encrypted. */
  async function startWiretap(doorPort: number): Promise<{ port: number; records: () => readonly number[] }> {
    const sent: Buffer[] = [];
    const tap = createTcpServer((client) => {
      const door = connectTcp(doorPort, "127.0.0.1");
      door.on("data", (bytes: Buffer) => sent.push(bytes));
      client.pipe(door).pipe(client);
      onTestFinished(() => void door.destroy());
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void tap.close());
    await once(tap, "listening");
    return { port: (tap.address() as AddressInfo).port, records: () => plaintextLengths(Buffer.concat(sent)) };
  }

  /** RFC 8446 §5.2: type 17h, version, length; the sealed content is 17 bytes longer than the plaintext. */
  function plaintextLengths(stream: Buffer): number[] {
    const lengths: number[] = [];
    for (let at = 0; at + 5 <= stream.length; at += 5 + stream.readUInt16BE(at + 3)) {
      if (stream[at] === 0x17) lengths.push(stream.readUInt16BE(at + 3) - 17);
    }
    return lengths;
  }

  it("end with one of a single byte after every write, for QEMU takes one byte at a time", async () => {
    const { door, connections } = await openEchoDoor({ listen: "tls::0", tls: ourFiles() });
    const { port, records } = await startWiretap(portOf(door.address));
    const client = await connectTls(`tls::${port}`, false);
    await echoed(client, "!");
    const before = records().length;
    // All in one turn: writes that wait for the first one must not be merged.
    for (const text of ["twelve bytes", "x", "seven b"]) connections[0]?.stream.write(text);
    await eventually(() => expect(records().slice(before)).toEqual([11, 1, 1, 6, 1]));
  });
});

describe("certificates of a tls door", () => {
  const mistakes: readonly [title: string, files: () => TlsFiles | undefined, message: RegExp][] = [
    ["none", () => undefined, /: TLS needs a certificate and its key; give tls\.certFile and tls\.keyFile$/],
    [
      "a certificate that is not there",
      () => ({ ...ourFiles(), certFile: "/none" }),
      /\/none \(tls\.certFile\): there is no such file$/,
    ],
    [
      "a directory as key",
      () => ({ ...ourFiles(), keyFile: "/" }),
      /\/ \(tls\.keyFile\): a directory; expected a file$/,
    ],
    [
      "a device as key",
      () => ({ ...ourFiles(), keyFile: "/dev/zero" }),
      /\/dev\/zero \(tls\.keyFile\): not a regular file/,
    ],
    [
      "the key of another certificate",
      () => ({ ...ourFiles(), keyFile: certificates.file("client-key.pem") }),
      /client-key\.pem \(tls\.keyFile\) is not the key, without a passphrase, of \S+server-cert\.pem/,
    ],
    [
      "a key in place of the certificate",
      () => ({ ...ourFiles(), certFile: certificates.file("server-key.pem") }),
      /server-key\.pem \(tls\.certFile\) has no certificate in PEM$/,
    ],
    [
      "an authority that is no certificate",
      () => {
        writeFileSync(join(certificates.directory, "empty.pem"), "");
        return { ...ourFiles(), clientCaFile: join(certificates.directory, "empty.pem") };
      },
      /empty\.pem \(tls\.clientCaFile\) has no certificate in PEM$/,
    ],
  ];

  it.each(mistakes)("are checked before the door opens: %s", async (_title, files, message) => {
    const opening = openDoor({ listen: "tls::0", tls: files() }, () => undefined, pino({ level: "silent" }));
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toHaveProperty("name", "DoorError");
  });
});

describe("dialling a QEMU that listens with TLS", () => {
  async function listenAsQemu(): Promise<{ address: string; accepted: Promise<TLSSocket> }> {
    const [key, cert] = [certificates.file("server-key.pem"), certificates.file("server-cert.pem")];
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const accepted = once(server, "secureConnection").then(([socket]) => socket as TLSSocket);
    // The door's end may reset it.
    server.on("secureConnection", (socket) => socket.on("error", () => {}));
    return { address: `connect:tls:127.0.0.1:${(server.address() as { port: number }).port}`, accepted };
  }

  function clientFiles(clientCa: "ca-cert.pem" | "client-cert.pem"): TlsFiles {
    const [certFile, keyFile] = [certificates.file("client-cert.pem"), certificates.file("client-key.pem")];
    return { certFile, keyFile, clientCaFile: certificates.file(clientCa) };
  }

  it("carries bytes", async () => {
    const { address, accepted } = await listenAsQemu();
    await openEchoDoor({ listen: address, tls: clientFiles("ca-cert.pem") });
    expect(await echoed(await accepted, "x")).toBe("x");
  });

  it("does not trust a certificate of another authority", async () => {
    const { address } = await listenAsQemu();
    const { connections, lines } = await openEchoDoor({ listen: address, tls: clientFiles("client-cert.pem") });
    await eventually(() => expect(lines).toHaveLength(1));
    expect(lines[0]).toHaveProperty("reason", expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED)/));
    expect(connections).toEqual([]);
  });
});
