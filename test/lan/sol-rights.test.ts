/** The right to use SOL, and to take it over from another session (IPMI v2 §24.1, §24.2, appendix G). */
import { expect, it } from "vitest";
import { Privilege } from "../../src/ipmi/privilege.ts";
import { logIn, logIn15 } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";

/** SOL for user 2. */
const SET_USER_PAYLOAD_ACCESS = "06 4c 01 02 02 00 00 00";
const ACTIVATE = "06 48 01 01 c0 00 00 00";
const DEACTIVATE = "06 49 01 01 00 00 00 00";

/** Gives a machine a serial port for SOL, with this in parameter 2. */
function offerSol({ bmc }: LanMachine, authentication: Partial<typeof bmc.lan.sol.values.authentication>): void {
  const { sol, solActivations } = bmc.lan;
  const counts = { received: 0, sent: 0 };
  solActivations.service = { counts, start: () => ({ counts, receive: () => true, stop() {} }) };
  sol.set({ enabled: true, authentication: { ...sol.values.authentication, ...authentication } });
}

it.each([
  ["at User a user may end an administrator's SOL", Privilege.User, "00"],
  ["at Administrator only an administrator may: D4h", Privilege.Administrator, "d4"],
])("SOL parameter 2 decides: %s", (_title, privilege, answer) => {
  const to = lanMachine();
  offerSol(to, { privilege });
  const admin = logIn(to);
  expect(admin.ask(SET_USER_PAYLOAD_ACCESS)).toEqual(["00"]);
  expect(admin.ask(ACTIVATE)[0]).toMatch(/^00 /);
  expect(logIn(to, { role: 0x12 }).ask(DEACTIVATE)).toEqual([answer]);
});

it("a session of IPMI 1.5 has no payloads: C1h, also without forced encryption", () => {
  const to = lanMachine();
  offerSol(to, { forceEncryption: false });
  const admin = logIn15(to);
  expect(admin.ask(SET_USER_PAYLOAD_ACCESS)).toEqual(["00"]);
  expect(admin.ask(ACTIVATE)).toEqual(["c1"]);
  expect(to.bmc.lan.solActivations.all).toEqual([]);
});
