/** An HTTP API that is flooded, and a guest of the same daemon. */
import { expect, it } from "vitest";
import { machineConfig } from "../support/daemon/operated-daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { openTestApi, TOKEN } from "../support/http/api.ts";
import { answersDuringExchanges, MAX_ANSWERS_MEANWHILE } from "../support/http/flood.ts";

const HEAD = `GET /api/v1/machines HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKEN}`;

it("answers one request in a turn of the event loop, however many wait, and guests in between", async () => {
  const { daemon, port } = await openTestApi(["vm0", "vm1"]);
  const door = `${temporaryDirectory()}/bmc.sock`;
  await daemon.add(machineConfig("quiet", { listen: [`unix:${door}`] }));
  const meanwhile = await answersDuringExchanges(port, HEAD, door);
  expect(meanwhile.length).toBeGreaterThan(10);
  expect(Math.max(...meanwhile)).toBeLessThanOrEqual(MAX_ANSWERS_MEANWHILE);
});
