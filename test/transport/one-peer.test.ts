/** A QEMU that has gone makes way for its successor, in whichever order a busy daemon hears of both. */
import { Worker } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import { openEchoDoor, temporaryDirectory } from "../support/doors/door.ts";

/** Connects and leaves at once, `leaves` times, connects again, sends a text and waits for its echo. */
const CLIENT = `
  const { connect } = require("node:net");
  const { once } = require("node:events");
  const { parentPort, workerData: { path, leaves, connected } } = require("node:worker_threads");
  (async () => {
    for (let i = 0; i < leaves; i++) {
      const first = connect(path);
      await once(first, "connect");
      first.destroy();
    }
    const second = connect(path);
    second.on("close", () => parentPort.postMessage("refused"));
    second.on("data", (bytes) => parentPort.postMessage(bytes.toString()));
    await once(second, "connect");
    second.write("hello");
    Atomics.store(connected, 0, 1);
    Atomics.notify(connected, 0);
  })();
`;

describe("one QEMU a door", () => {
  it.each([1, 3])("serves the next one when it accepts %d that have gone in the same turn", async (leaves) => {
    const path = `${temporaryDirectory()}/bmc.sock`;
    await openEchoDoor({ listen: `unix:${path}` });
    const connected = new Int32Array(new SharedArrayBuffer(4));
    const answer = Promise.withResolvers<string>();
    const client = new Worker(CLIENT, { eval: true, workerData: { path, leaves, connected } });
    client.once("message", answer.resolve);
    client.once("error", answer.reject);
    onTestFinished(() => client.terminate().then(() => {}));
    // The door's event loop stands still until every connection waits to be accepted.
    Atomics.wait(connected, 0, 0);
    expect(await answer.promise).toBe("hello");
  });
});
