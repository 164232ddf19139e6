import { duplexPair } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Qmp } from "../../../src/lab/qemu/qmp.ts";
import { PATIENCE } from "../../support/waiting/patience.ts";

const GREETING = '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}}, "capabilities": ["oob"]}}\r\n';

/** A negotiated client, and QEMU's end. */
async function connect() {
  const [ours, qemu] = duplexPair();
  const received: unknown[] = [];
  qemu.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.trimEnd().split("\n")) received.push(JSON.parse(line));
  });
  qemu.write(`${GREETING}{"return": {}}\r\n`);
  return { qmp: await Qmp.open(ours), qemu, received };
}

function event(name: string, data?: object): string {
  return `${JSON.stringify({ timestamp: { seconds: 1, microseconds: 2 }, event: name, data })}\r\n`;
}

describe("the QMP client", () => {
  afterEach(() => vi.useRealTimers());

  test("negotiates, then gives what commands return", async () => {
    const { qmp, qemu, received } = await connect();
    const status = qmp.execute("query-status");
    const added = qmp.execute("object-add", { id: "x" });
    qemu.write('{"return": {"running": false}}\r\n{"return": {}}\r\n');
    expect(await status).toEqual({ running: false });
    expect(await added).toEqual({});
    await vi.waitFor(() => expect(received).toHaveLength(3), PATIENCE);
    expect(received).toEqual([
      { execute: "qmp_capabilities" },
      { execute: "query-status" },
      { execute: "object-add", arguments: { id: "x" } },
    ]);
  });

  test("rejects with QEMU's own words", async () => {
    const { qmp, qemu } = await connect();
    const answer = qmp.execute("nonsense");
    qemu.write('{"error": {"class": "CommandNotFound", "desc": "The command nonsense has not been found"}}\r\n');
    await expect(answer).rejects.toMatchObject({
      fault: "refused",
      message: "QMP: nonsense: CommandNotFound: The command nonsense has not been found",
    });
  });

  test("keeps events until they are taken, each once, by name", async () => {
    const { qmp, qemu } = await connect();
    qemu.write(event("RESET", { guest: true }) + event("STOP") + event("RESET", { guest: false }));
    expect(await qmp.takeEvent("RESET", 1000)).toEqual({ name: "RESET", data: { guest: true } });
    expect(await qmp.takeEvent("RESET", 1000)).toEqual({ name: "RESET", data: { guest: false } });
    expect(qmp.keptEvents).toEqual(["STOP"]);
    qmp.dropEvents("STOP");
    expect(qmp.keptEvents).toEqual([]);
  });

  test("waits for an event, between answers too", async () => {
    const { qmp, qemu } = await connect();
    const stop = qmp.takeEvent("STOP", 1000);
    const answer = qmp.execute("stop");
    qemu.write(`${event("STOP")}{"return": {}}\r\n`);
    expect((await stop).name).toBe("STOP");
    expect(await answer).toEqual({});
    expect(qmp.keptEvents).toEqual([]);
  });

  test("reports the events that came in place of a missing one", async () => {
    vi.useFakeTimers();
    const { qmp, qemu } = await connect();
    qemu.write(event("RESUME"));
    const late = expect(qmp.takeEvent("STOP", 500)).rejects.toMatchObject({
      fault: "timeout",
      message: "QMP: no event STOP in 500 ms; others: RESUME",
    });
    await vi.advanceTimersByTimeAsync(500);
    await late;
  });

  test("keeps 256 events, then forgets the oldest", async () => {
    const { qmp, qemu } = await connect();
    qemu.write(event("FIRST") + event("SECOND") + event("OTHER").repeat(255));
    await vi.waitFor(() => expect(qmp.keptEvents).toHaveLength(256), PATIENCE);
    expect(qmp.keptEvents.slice(0, 2)).toEqual(["SECOND", "OTHER"]);
  });

  test("fails a wait for an event when QEMU ends, after earlier events are taken", async () => {
    const { qmp, qemu } = await connect();
    const stop = qmp.takeEvent("STOP", 10_000);
    qemu.write(event("SHUTDOWN"));
    qemu.end();
    await expect(stop).rejects.toMatchObject({ fault: "closed" });
    expect((await qmp.takeEvent("SHUTDOWN", 0)).name).toBe("SHUTDOWN");
    await expect(qmp.takeEvent("STOP", 10_000)).rejects.toMatchObject({ fault: "closed" });
  });

  test.each(["nonsense", "[]", '"text"', "{}", '{"error": "x"}'])("closes on %j", async (line) => {
    const { qmp, qemu } = await connect();
    qemu.write(`${line}\r\n`);
    await expect(qmp.takeEvent("STOP", 10_000)).rejects.toMatchObject({ fault: "protocol" });
  });
});
