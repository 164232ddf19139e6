/** A Redfish door that is flooded, and a guest of the same daemon. */
import { connect } from "node:net";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { hex } from "../support/bytes/hex.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { ACCOUNTS } from "../support/redfish/service.ts";

const CONNECTIONS = 32;
const REQUESTS_EACH = 20;
const GET_DEVICE_ID = hex("01 18 01 e6 a0");
/** Answers of the door that may come while a guest's request passes its socket twice: one in each turn of the event loop. */
const MAX_ANSWERS_MEANWHILE = 8;

it("answers one request in a turn of the event loop, however many wait, and guests in between", async () => {
  const daemon = new Daemon(pino({ level: "silent" }));
  onTestFinished(() => daemon.stop());
  const door = `${temporaryDirectory()}/bmc.sock`;
  const users = { accounts: ACCOUNTS };
  await daemon.add(configSchema.parse({ name: "flooded", listen: [], redfish: { listen: "http:127.0.0.1:0" }, users }));
  await daemon.add(configSchema.parse({ name: "quiet", listen: [`unix:${door}`] }));
  const port = Number(
    daemon.addresses
      .find((address) => address.startsWith("http:"))
      ?.split(":")
      .at(-1),
  );

  let answers = 0;
  const { promise: flooded, resolve: floods } = Promise.withResolvers<void>();
  const request = "GET /redfish/v1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(REQUESTS_EACH);
  for (let n = 0; n < CONNECTIONS; n++) {
    const socket = connect(port, "127.0.0.1").on("data", (bytes: Buffer) => {
      answers += bytes.toString("latin1").split("HTTP/1.1 200").length - 1;
      if (answers >= CONNECTIONS) floods();
    });
    onTestFinished(() => void socket.destroy());
    socket.write(request);
  }
  const guest = connect(door);
  onTestFinished(() => void guest.destroy());
  const answered = () => new Promise((resolve) => guest.once("data", resolve));
  await flooded;
  const meanwhile: number[] = [];
  while (answers < (CONNECTIONS * REQUESTS_EACH) / 2) {
    const before = answers;
    guest.write(GET_DEVICE_ID);
    await answered();
    meanwhile.push(answers - before);
  }
  expect(meanwhile.length).toBeGreaterThan(10);
  expect(Math.max(...meanwhile)).toBeLessThanOrEqual(MAX_ANSWERS_MEANWHILE);
});
