/** Clients that connect and leave in a storm: the door accepts one in a turn of the event loop, and others are served in between. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { expect, it, onTestFinished } from "vitest";
import { type ListenAt, MAX_CONNECTIONS, startListener } from "../../src/transport/node-ipc-listener.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

/** Connects that many times and wakes the test when every connection waits to be accepted. */
const CLIENT = `
  const { connect } = require("node:net");
  const { workerData: { at, count, connected } } = require("node:worker_threads");
  let open = 0;
  for (let n = 0; n < count; n++) {
    connect(at).on("error", () => {}).once("connect", () => {
      if (++open < count) return;
      Atomics.store(connected, 0, 1);
      Atomics.notify(connected, 0);
    });
  }
`;

const DOORS: readonly (readonly [title: string, at: () => ListenAt])[] = [
  ["a Unix socket", () => ({ path: `${temporaryDirectory()}/bmc.sock` })],
  ["TCP", () => ({ host: "127.0.0.1", port: 0, tls: undefined })],
];

it.each(DOORS)("is accepted one connection a turn: %s", async (_title, doorAt) => {
  const at = doorAt();
  let turn = 0;
  const turns: number[] = [];
  const all = Promise.withResolvers<void>();
  const { server, stop } = startListener(at, (socket) => {
    turns.push(turn);
    socket.destroy();
    if (turns.length === MAX_CONNECTIONS) all.resolve();
  });
  onTestFinished(stop);
  await once(server, "listening");
  const connected = new Int32Array(new SharedArrayBuffer(4));
  const to = "path" in at ? at : { host: at.host, port: (server.address() as AddressInfo).port };
  const client = new Worker(CLIENT, { eval: true, workerData: { at: to, count: MAX_CONNECTIONS, connected } });
  onTestFinished(() => client.terminate().then(() => {}));
  // The door's event loop stands still until the storm is there.
  Atomics.wait(connected, 0, 0);
  const count = () => {
    turn++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  onTestFinished(() => clearImmediate(counting));
  await all.promise;
  expect(new Set(turns).size).toBe(MAX_CONNECTIONS);
});
