/** Message flags of one or the other system interface, as an operator sees and clears them. */
import { expect, test } from "vitest";
import { hex } from "../support/bytes/hex.ts";
import { operatedDaemon } from "../support/daemon/operated-daemon.ts";
import { ask } from "../support/machine/machine.ts";

const SSIF = 7;
const DOORS = { listen: ["tcp:127.0.0.1:0", "tcp:127.0.0.1:0,interface=ssif"] };

test("a channel selects the interface; without one it is the primary interface", async () => {
  const { control, daemon } = await operatedDaemon(["a"], DOORS);
  const [to] = daemon.machines;
  if (!to) throw new Error("the daemon has no machine");
  ask(to, "06 2e 0e", 0, SSIF);
  to.bmc.messaging.putEvent(hex("34 12 02 00 00 00 00 20 00 04 01 30 01 57 20 18"));
  const full = { flags: { eventMessageBufferFull: true }, attention: true, interrupt: true };
  const empty = { flags: { eventMessageBufferFull: false }, attention: false, interrupt: false };
  expect(await control.call("flags.get", { channel: SSIF })).toMatchObject(full);
  expect(await control.call("flags.get")).toMatchObject(empty);
  await control.call("flags.clear");
  expect(await control.call("flags.get", { channel: SSIF })).toMatchObject(full);
  await control.call("flags.clear", { channel: SSIF });
  expect(await control.call("flags.get", { channel: SSIF })).toMatchObject(empty);
});

test("a channel that is not a system interface is refused, with those that are", async () => {
  const { control } = await operatedDaemon(["a"], DOORS);
  await expect(control.call("flags.get", { channel: 1 })).rejects.toMatchObject({
    code: "badArgument",
    message: "channel is 1; expected that of a system interface: 15 (bt), 7 (ssif)",
  });
});
