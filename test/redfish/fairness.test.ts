/** A Redfish door that is flooded, and a guest of the same daemon. */
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { answersDuringExchanges, MAX_ANSWERS_MEANWHILE } from "../support/http/flood.ts";
import { ACCOUNTS } from "../support/redfish/service.ts";

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
  const meanwhile = await answersDuringExchanges(port, "GET /redfish/v1/ HTTP/1.1\r\nHost: 127.0.0.1", door);
  expect(meanwhile.length).toBeGreaterThan(10);
  expect(Math.max(...meanwhile)).toBeLessThanOrEqual(MAX_ANSWERS_MEANWHILE);
});
