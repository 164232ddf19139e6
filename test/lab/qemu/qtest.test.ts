import { duplexPair } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LabError } from "../../../src/lab/lab-error.ts";
import { parseQtestLine, Qtest } from "../../../src/lab/qemu/qtest.ts";
import { PATIENCE } from "../../support/waiting/patience.ts";

describe("a qtest line", () => {
  test.each([
    ["OK", { kind: "ok", value: "" }],
    ["OK 0x0080", { kind: "ok", value: "0x0080" }],
    ["OK little", { kind: "ok", value: "little" }],
    ["FAIL Unknown command 'x'", { kind: "fail", reason: "Unknown command 'x'" }],
    ["ERR invalid argument size", { kind: "fail", reason: "invalid argument size" }],
    ["IRQ raise 5", { kind: "irq", line: 5, raised: true }],
    ["IRQ lower 11", { kind: "irq", line: 11, raised: false }],
  ])("%s is read", (line, expected) => expect(parseQtestLine(line)).toEqual(expected));

  test.each(["", "ok 1", "IRQ raise", "IRQ raise x", "OKAY"])("%j is not one", (line) =>
    expect(() => parseQtestLine(line)).toThrow(LabError),
  );
});

/** A client, and QEMU's end with the received bytes and a function that sends. */
function connect() {
  const [ours, qemu] = duplexPair();
  let received = "";
  qemu.setEncoding("utf8").on("data", (text: string) => {
    received += text;
  });
  return { qtest: new Qtest(ours), qemu, received: () => received };
}

describe("the qtest client", () => {
  afterEach(() => vi.useRealTimers());

  test("gives each command its own answer, in order, however the bytes are cut", async () => {
    const { qtest, qemu, received } = connect();
    const both = Promise.all([qtest.inb(0xe4), qtest.outb(0xe5, 0x18), qtest.inl(0xcfc)]);
    for (const character of "OK 0x0080\nOK\nOK 0xffffffff\n") qemu.write(character);
    expect(await both).toEqual([0x80, undefined, 0xffff_ffff]);
    expect(received()).toBe("inb 228\noutb 229 24\ninl 3324\n");
  });

  test("rejects a refused command and goes on", async () => {
    const { qtest, qemu } = connect();
    const refused = qtest.clockStep(1);
    const next = qtest.readl(0xfed0_00f0);
    qemu.write("FAIL Unknown command 'clock_step'\nOK 0x00000000000003e8\n");
    await expect(refused).rejects.toMatchObject({ fault: "refused", message: expect.stringContaining("clock_step") });
    expect(await next).toBe(1000);
  });

  test("follows intercepted interrupt lines between answers", async () => {
    const { qtest, qemu } = connect();
    const intercepted = qtest.interceptIrqs("ioapic");
    qemu.write("OK\nIRQ raise 5\nIRQ raise 9\nIRQ lower 9\n");
    await intercepted;
    const next = qtest.inb(0);
    qemu.write("OK 0x0000\n");
    await next;
    expect([...qtest.raisedLines]).toEqual([5]);
  });

  test("rejects text that is not a number", async () => {
    const { qtest, qemu } = connect();
    const answer = qtest.inb(0xe4);
    qemu.write("OK little\n");
    await expect(answer).rejects.toMatchObject({ fault: "protocol" });
  });

  test("rejects running and later commands when QEMU closes", async () => {
    const { qtest, qemu } = connect();
    const answer = qtest.inb(0xe4);
    qemu.end();
    await expect(answer).rejects.toMatchObject({ fault: "closed" });
    await expect(qtest.inb(0xe4)).rejects.toMatchObject({ fault: "closed" });
  });

  test.each([
    ["an answer to nothing", "OK\nOK\n"],
    ["a line that is no qtest line", "hello\n"],
    ["a line of 1025 characters", `OK ${"0".repeat(1022)}\n`],
    ["1025 characters without an end", "O".repeat(1025)],
  ])("closes on %s", async (_, bytes) => {
    const { qtest, qemu } = connect();
    qtest.inb(0xe4).catch(() => {});
    qemu.write(bytes);
    await vi.waitFor(() => expect(qemu.destroyed || qemu.readableEnded).toBe(true), PATIENCE);
    await expect(qtest.inb(0xe4)).rejects.toMatchObject({ fault: "protocol" });
  });

  test("takes a line of 1024 characters", async () => {
    const { qtest, qemu } = connect();
    const answer = qtest.command("x");
    qemu.write(`OK ${"0".repeat(1021)}\n`);
    expect(await answer).toHaveLength(1021);
  });

  test("gives up on a QEMU that does not answer for 10 s", async () => {
    vi.useFakeTimers();
    const { qtest } = connect();
    const answer = expect(qtest.inb(0xe4)).rejects.toMatchObject({ fault: "timeout" });
    await vi.advanceTimersByTimeAsync(10_000);
    await answer;
    await expect(qtest.inb(0xe4)).rejects.toMatchObject({ fault: "timeout" });
  });
});
