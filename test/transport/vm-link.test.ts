import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, connect as dial, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { TURN_FRAMES } from "../../src/transport/turn-reader.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const EVENT = new Uint8Array(16);
const DEVICE_ID = "[00 20 00 01 00 02 bf 00 00 00 00 00 00 00 00 00]";

describe("a connection", () => {
  it("starts with A0h A1h, which empty QEMU's parser, and the version", () => {
    const qemu = new FakeQemu(machine());
    expect(qemu.received()).toEqual(["discarded empty frame []", "discarded empty frame []", "control ff [01]"]);
  });

  it("gets no control command before QEMU announced its capabilities", () => {
    const bmc = machine();
    const qemu = new FakeQemu(bmc);
    qemu.received();
    ask(bmc, "06 2e 07");
    bmc.bmc.messaging.putEvent(EVENT);
    expect(qemu.received()).toEqual([]);
    qemu.send("ff 01 a1 08 3f a1");
    expect(qemu.received()).toEqual(["control 05 []", "control 02 []"]);
  });

  it("answers with the id, netFn + 1, LUN and cmd of the request", () => {
    const qemu = new FakeQemu(machine(), "3f");
    qemu.request(0xa0, "06 01");
    expect(qemu.received()).toEqual([`message a0 07.0 01 ${DEVICE_ID}`]);
  });

  it("answers C1h to an unknown command, C2h to another LUN than the BMC's", () => {
    const qemu = new FakeQemu(machine(), "3f");
    qemu.request(1, "3a 01");
    qemu.send("02 1b 01 e2 a0");
    expect(qemu.received()).toEqual(["message 01 3b.0 01 [c1]", "message 02 07.3 01 [c2]"]);
  });

  it("answers requests before the greeting too", () => {
    const qemu = new FakeQemu(machine());
    qemu.received();
    qemu.request(1, "06 04");
    expect(qemu.received()).toEqual(["message 01 07.0 04 [00 55 00]"]);
  });

  it("answers pipelined requests in their order, in one write", () => {
    const qemu = new FakeQemu(machine(), "3f");
    const write = vi.spyOn(qemu.stream, "write");
    qemu.send("01 18 04 e3 a0  02 18 04 e2 a0  03 18 04 e1 a0");
    expect(qemu.received().map((frame) => frame.slice(8, 10))).toEqual(["01", "02", "03"]);
    expect(write).toHaveBeenCalledTimes(1);
  });
});

describe("rubbish", () => {
  it("is counted by reason and harms nothing that follows", () => {
    const to = machine();
    const qemu = new FakeQemu(to, "3f");
    qemu.send("01 18 04 e4 a0  18 a0  aa a0  0c a1  a0  01 1c 04 df a0  03 a1  01 18 04 e3 a0");
    expect(qemu.received()).toEqual(["message 01 07.0 04 [00 55 00]"]);
    expect(Object.fromEntries(to.links[0]?.discarded ?? [])).toEqual({
      "bad checksum": 1,
      "too short": 1,
      "escape before an end mark": 1,
      "unknown control command": 2,
      "empty frame": 1,
      "response from the peer": 1,
    });
  });
});

describe("attention and interrupt", () => {
  it("follow Set BMC Global Enables, after its answer", () => {
    const qemu = new FakeQemu(machine(), "3f");
    qemu.request(1, "06 2e 01");
    qemu.request(2, "06 2e 03");
    qemu.request(3, "06 2e 08");
    expect(qemu.received()).toEqual([
      "message 01 07.0 2e [00]",
      "control 05 []",
      "message 02 07.0 2e [00]",
      "message 03 07.0 2e [00]",
      "control 06 []",
    ]);
  });

  it("are sent in full at every connection", () => {
    const to = machine();
    const first = new FakeQemu(to);
    first.received();
    first.send("ff 01 a1 08 3f a1");
    expect(first.received()).toEqual(["control 06 []", "control 00 []"]);
    ask(to, "06 2e 06");
    to.bmc.messaging.putEvent(EVENT);
    expect(first.received()).toEqual(["control 05 []", "control 02 []"]);
    first.stream.destroy();
    const second = new FakeQemu(to);
    second.received();
    second.send("ff 01 a1 08 3f a1");
    expect(second.received()).toEqual(["control 05 []", "control 02 []"]);
  });

  it("are sent in full after QEMU's RESET", () => {
    const to = machine();
    const qemu = new FakeQemu(to, "3f");
    ask(to, "06 2e 04");
    to.bmc.messaging.putEvent(EVENT);
    qemu.received();
    qemu.send("04 a1");
    expect(qemu.received()).toEqual(["control 06 []", "control 01 []"]);
  });

  it("come without an interrupt if QEMU lacks IRQ, and not at all if it lacks ATTN", () => {
    const to = machine();
    ask(to, "06 2e 06");
    to.bmc.messaging.putEvent(EVENT);
    const withoutInterrupt = new FakeQemu(to);
    const without = new FakeQemu(to);
    withoutInterrupt.received();
    without.received();
    withoutInterrupt.send("08 10 a1");
    without.send("08 00 a1");
    expect(withoutInterrupt.received()).toEqual(["control 01 []"]);
    expect(without.received()).toEqual([]);
  });

  it("go to every door of the machine", () => {
    const to = machine();
    const kcs = new FakeQemu(to, "3f");
    const ssif = new FakeQemu(to, "14");
    kcs.request(9, "06 2e 04");
    to.bmc.messaging.putEvent(EVENT);
    ssif.request(1, "06 35");
    expect(kcs.received()).toEqual(["message 09 07.0 2e [00]", "control 01 []", "control 00 []"]);
    expect(ssif.received()).toEqual([
      "control 01 []",
      "message 01 07.0 35 [00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00]",
      "control 00 []",
    ]);
  });
});

/** Far more than the kernel's buffers hold of their answers. */
const REQUESTS = 100_000;
/** A read of 64 KiB holds 13,107 requests of 5 bytes, with answers of 21 bytes; 16 KiB may wait before them. */
const MAX_HELD = 13_107 * 21 + 16_384;

describe("a peer that does not read", () => {
  it("is not read either: buffers stay bounded, and it gets every answer once it reads", async () => {
    const { near, far, close } = await socketPair();
    try {
      machine().attach({ stream: near, peer: "test" });
      far.pause();
      const request = encodeMessage({ id: 1, netFn: 6, lun: 0, cmd: 1, data: new Uint8Array() });
      far.write(Buffer.concat(Array.from({ length: REQUESTS }, () => request)));
      await vi.waitFor(() => expect(near.writableNeedDrain).toBe(true), PATIENCE);
      // Twice the turns that all requests would take.
      for (let turn = 0; turn < (2 * REQUESTS) / TURN_FRAMES; turn++) await nextTurn();
      expect(near.isPaused()).toBe(true);
      expect(near.writableLength).toBeLessThan(MAX_HELD);
      let answers = 0;
      far.on("data", (chunk: Uint8Array) => {
        for (const byte of chunk) if (byte === 0xa0) answers++;
      });
      far.resume();
      await vi.waitFor(() => expect(answers).toBe(REQUESTS + 1), PATIENCE);
    } finally {
      close();
    }
  });
});

/** Two ends of a Unix socket with small buffers. */
async function socketPair(): Promise<{ near: Socket; far: Socket; close: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-"));
  const path = join(directory, "pair.sock");
  const server = createServer().listen(path);
  await once(server, "listening");
  const far = dial(path);
  const [near] = (await once(server, "connection")) as [Socket];
  return {
    near,
    far,
    close() {
      near.destroy();
      far.destroy();
      server.close();
      rmSync(directory, { recursive: true });
    },
  };
}
