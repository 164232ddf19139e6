/** The back ends on real sockets and a real pty: what the guest's end sends and gets. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { openSerial } from "../../src/serial/open-serial.ts";
import { RING_BYTES, SerialPort } from "../../src/serial/serial-port.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

async function opened(address: string) {
  const port = new SerialPort(address);
  const door = await openSerial({ address, maxBytes: 1024, keep: 1, chardev: "ser0" }, port, pino({ level: "silent" }));
  onTestFinished(async () => {
    port.close();
    await door.close();
  });
  const reader = port.read({ onData() {}, fromHistory: true });
  let printed = "";
  /** Resolves when the guest has printed this since the port was opened. */
  const prints = (text: string) =>
    vi.waitFor(() => {
      printed += Buffer.from(reader.take(RING_BYTES)).toString("latin1");
      expect(printed).toBe(text);
    }, PATIENCE);
  const connected = () => vi.waitFor(() => expect(port.peer).toBeDefined(), PATIENCE);
  return { port, door, prints, connected };
}

/** Collects what a socket receives. */
function received(socket: Socket): () => string {
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  return () => text;
}

it("listens on a Unix socket, for one guest after another", async () => {
  const path = join(temporaryDirectory(), "ser0");
  const { port, prints } = await opened(`unix:${path}`);
  const guest = connect(path);
  const got = received(guest);
  guest.write("one ");
  await prints("one ");
  port.write(Buffer.from("in"));
  await vi.waitFor(() => expect(got()).toBe("in"), PATIENCE);
  guest.destroy();
  await vi.waitFor(() => expect(port.peer).toBeUndefined(), PATIENCE);
  connect(path).end("two");
  await prints("one two");
});

it("dials a QEMU that comes later, and one that comes back", async () => {
  const path = join(temporaryDirectory(), "ser0");
  const { prints, connected, port } = await opened(`connect:unix:${path}`);
  for (const text of ["one ", "one two "]) {
    const qemu = createServer((socket) => void socket.write(text.slice(-4))).listen(path);
    await once(qemu, "listening");
    const connection = once(qemu, "connection");
    await connected();
    await prints(text);
    const [socket] = (await connection) as [Socket];
    socket.destroy();
    qemu.close();
    await vi.waitFor(() => expect(port.peer).toBeUndefined(), PATIENCE);
  }
});

it("speaks telnet where the address says so", async () => {
  const { port, door, prints, connected } = await opened("telnet:127.0.0.1:0");
  expect(port.address).toMatch(/^telnet:127\.0\.0\.1:[1-9]\d*$/);
  const guest = connect(Number(door.address.split(":").at(-1)), "127.0.0.1");
  onTestFinished(() => void guest.destroy());
  const got = received(guest);
  guest.write(Buffer.from("fffb00fffd00", "hex"));
  guest.write(Buffer.from("61ffff62", "hex"));
  await prints("a\xffb");
  await connected();
  port.write(Uint8Array.of(0x63, 0xff));
  expect(port.sendBreak()).toBe(true);
  await vi.waitFor(() => expect(got()).toBe("\xff\xfd\x00\xff\xfb\x00c\xff\xff\xff\xf3"), PATIENCE);
});

it("opens a pty such as QEMU makes, whose terminal changes nothing", async () => {
  const child = spawn("script", ["-qefc", "stty raw; tty; exec sleep infinity", "/dev/null"]);
  onTestFinished(() => void child.kill());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { port, prints, connected } = await opened(`pty:${line.toString().trim()}`);
  await connected();
  child.stdin.write("a\rb\n\x03");
  await prints("a\rb\n\x03");
  const output = once(child.stdout, "data");
  port.write(Buffer.from("c\n"));
  expect(String(await output)).toBe("c\n");
});

it("waits for a pty that does not exist yet", async () => {
  const { port } = await opened("pty:/dev/pts/none");
  expect(port.peer).toBeUndefined();
});

it("closes the log when the back end cannot be opened", async () => {
  const directory = temporaryDirectory();
  const options = {
    address: `unix:${directory}/none/ser0`,
    log: join(directory, "log"),
    maxBytes: 1024,
    keep: 1,
    chardev: "ser0",
  };
  await expect(openSerial(options, new SerialPort(options.address), pino({ level: "silent" }))).rejects.toThrow(
    "does not exist",
  );
});
