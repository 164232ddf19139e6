/** The right to take SOL over from another session (IPMI v2 §24.2, appendix G). */
import { expect, it } from "vitest";
import { Privilege } from "../../src/ipmi/privilege.ts";
import { logIn } from "../support/lan/lan-console.ts";
import { lanMachine } from "../support/lan/lan-machine.ts";

/** SOL for user 2. */
const SET_USER_PAYLOAD_ACCESS = "06 4c 01 02 02 00 00 00";
const ACTIVATE = "06 48 01 01 c0 00 00 00";
const DEACTIVATE = "06 49 01 01 00 00 00 00";

it.each([
  ["at User a user may end an administrator's SOL", Privilege.User, "00"],
  ["at Administrator only an administrator may: D4h", Privilege.Administrator, "d4"],
])("SOL parameter 2 decides: %s", (_title, privilege, answer) => {
  const to = lanMachine();
  const { sol, solActivations } = to.bmc.lan;
  const counts = { received: 0, sent: 0 };
  const stream = { counts, receive: () => true, stop() {} };
  solActivations.service = { counts, start: () => stream };
  sol.set({ enabled: true, authentication: { ...sol.values.authentication, privilege } });
  const admin = logIn(to);
  expect(admin.ask(SET_USER_PAYLOAD_ACCESS)).toEqual(["00"]);
  expect(admin.ask(ACTIVATE)[0]).toMatch(/^00 /);
  expect(logIn(to, { role: 0x12 }).ask(DEACTIVATE)).toEqual([answer]);
});
