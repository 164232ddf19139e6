/** Sessions of IPMI over LAN, as an operator lists and ends them. */
import { expect, test } from "vitest";
import { sessionEnd, sessionList } from "../../src/control/handlers/session.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { logIn, logIn15 } from "../support/lan/lan-console.ts";
import { CONSOLE, lanMachine } from "../support/lan/lan-machine.ts";

const ADMIN = { name: "admin", password: "secret" };

test("the list has both versions, with user, privilege, client and idle time; end removes one", async () => {
  const side = lanMachine();
  const daemon = controlledDaemon([side.machine]);
  expect(await sessionList(daemon, {})).toEqual({ sessions: [] });
  logIn(side, { ...ADMIN, suite: 3 });
  side.clock.advance(2000);
  logIn15(side, ADMIN);
  const { sessions } = await sessionList(daemon, {});
  const peer = `${CONSOLE.address}:${CONSOLE.port}`;
  expect(sessions).toMatchObject([
    { version: "2.0", userId: 2, user: "admin", peer, idleMs: 2000 },
    { version: "1.5", userId: 2, user: "admin", peer, idleMs: 0 },
  ]);
  for (const { privilege, highestPrivilege } of sessions) {
    expect(["user", "administrator"]).toContain(privilege);
    expect(highestPrivilege).toBe("administrator");
  }
  const [first, second] = sessions;
  expect(await sessionEnd(daemon, { id: first?.id ?? 0 })).toEqual({});
  expect((await sessionList(daemon, {})).sessions.map(({ id }) => id)).toEqual([second?.id]);
});

test("a session that is not open cannot be ended", () => {
  expect(() => sessionEnd(controlledDaemon(), { id: 7 })).toThrow(
    "there is no session 7; session list shows those that are open",
  );
});
