/** Many log-ins that are under way at the same time, as those of a fleet's tools behind one address. */
import { expect, it } from "vitest";
import { MAX_SET_UPS, SET_UPS_OF_ADDRESS } from "../../src/lan/limits.ts";
import { SessionStatus } from "../../src/rmcp/session-status.ts";
import { activate15, challenge15, Handshaking, type LoginOptions, logIn } from "../support/lan/lan-console.ts";
import { CONSOLE, type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";

const OTHER = { address: "10.0.0.1", port: 1 };

/** Log-ins of as many clients of one address. */
function logIns(to: LanMachine, count: number, { peer = CONSOLE, ...options }: LoginOptions = {}) {
  return Array.from(
    { length: count },
    (_, n) => new Handshaking(to, { peer: { ...peer, port: 1000 + n }, ...options }),
  );
}

/** Takes each log-in through its first steps, one step of all after another. */
function begin(all: readonly Handshaking[]): void {
  for (const steps of all) steps.open();
  for (const steps of all) steps.rakp1();
}

it("63 clients of one address log in at the same time, by RMCP+ and by IPMI 1.5", () => {
  const to = lanMachine({ sessions: { maximum: 63 } });
  const all = logIns(to, 62);
  begin(all);
  const challenges = Array.from({ length: 62 }, () => challenge15(to, {}));
  expect(all.map((steps) => steps.rakp3()?.kind)).toEqual(all.map(() => "rakp4"));
  const [first] = challenges;
  expect(typeof first === "object" && to.send([activate15(first, {})])).toHaveLength(1);
});

it("a client that logs in again and again leaves the log-ins of its address alone", () => {
  const to = lanMachine();
  const [steps] = logIns(to, 1);
  steps?.open();
  for (let n = 0; n < 300; n++) {
    const session = logIn(to, { peer: { ...CONSOLE, port: 5000 + (n % 50) } });
    session.ask("06 3c 00 00 00 00 01");
    to.bmc.sessions.endAll();
    to.clock.advance(20);
  }
  expect(steps?.rakp1()).toMatchObject({ kind: "rakp2" });
});

it("two addresses that have all set-ups leave a third room", () => {
  const to = lanMachine();
  begin(logIns(to, 150, { peer: OTHER }));
  begin(logIns(to, 150, { peer: { ...OTHER, address: "10.0.0.2" } }));
  const all = logIns(to, 16);
  begin(all);
  begin(logIns(to, 100, { peer: { ...OTHER, port: 5000 } }));
  begin(logIns(to, 100, { peer: { address: "10.0.0.2", port: 5000 } }));
  expect(all.map((steps) => steps.rakp3()?.kind)).toEqual(all.map(() => "rakp4"));
});

it("an address with 16 log-ins under way loses none to forged addresses", () => {
  const to = lanMachine();
  const all = logIns(to, SET_UPS_OF_ADDRESS);
  begin(all);
  for (let n = 0; n < 2 * MAX_SET_UPS; n++) {
    const address = `10.0.${Math.floor(n / 256)}.${n % 256}`;
    to.send([new Handshaking(to).openRequest()], { address, port: 623 });
  }
  expect(all.map((steps) => steps.rakp3()?.kind)).toEqual(all.map(() => "rakp4"));
});

it("log-ins that are over give way first, to a client that has none", () => {
  const to = lanMachine();
  const [oldest] = logIns(to, 1);
  oldest?.open();
  for (let n = 1; n < MAX_SET_UPS; n++) {
    logIn(to, { peer: { ...CONSOLE, port: 2000 + n } });
    to.bmc.sessions.endAll();
    to.clock.advance(20);
  }
  expect(new Handshaking(to, { peer: { ...CONSOLE, port: 3000 } }).open()).toMatchObject({ kind: "sessionOpened" });
  expect(oldest?.rakp1()).toMatchObject({ kind: "rakp2" });
});

it("a session whose client has just logged in does not give way to another log-in of its address", () => {
  const to = lanMachine({ sessions: { maximum: 2 } });
  const [first, second, third] = logIns(to, 3);
  begin([first, second, third].filter((steps) => steps !== undefined));
  expect([first?.rakp3()?.kind, second?.rakp3()?.kind]).toEqual(["rakp4", "rakp4"]);
  expect(third?.rakp3()).toMatchObject({ kind: "rakpRefused", status: SessionStatus.NoResources });
  const refused = new Handshaking(to);
  expect(refused.open()).toMatchObject({ kind: "openSessionRefused", status: SessionStatus.NoResources });
  expect(logIn(to, { peer: OTHER, role: 0x12 }).ask("06 01", { peer: OTHER })).toHaveLength(1);
  expect(new Handshaking(to, { peer: { ...OTHER, port: 2 } }).open()?.kind).toBe("openSessionRefused");
  to.clock.advance(2000);
  expect(logIn(to).ask("06 01")).toHaveLength(1);
});
