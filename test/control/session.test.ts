/** Sessions of IPMI over LAN and of Redfish, as an operator lists and ends them. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { sessionEnd, sessionEndRedfish, sessionList, sessionListRedfish } from "../../src/control/handlers/session.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
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

test("sessions of Redfish: those of the machine's door and of the shared one, without tokens, until they are ended", async () => {
  const door = { listen: "http:127.0.0.1:0" };
  const accounts = [{ id: 2, name: "admin", password: "secret" }];
  const config = configSchema.parse({
    name: "vm0",
    listen: [],
    redfish: door,
    sharedRedfish: door,
    users: { accounts },
  });
  const other = configSchema.parse({ name: "vm1", listen: ["unix:vm1.sock"] });
  const daemon = await startDaemon({ ...config, machines: [config, other] }, pino({ level: "silent" }));
  onTestFinished(() => daemon.stop());
  const tokens = await Promise.all([...daemon.addressesOf("vm0"), `${daemon.redfish.shared}`].map(logInAt));
  const { sessions } = await sessionListRedfish(daemon, { machine: "vm0" });
  const entry = { user: "admin", peer: "127.0.0.1", epochMs: expect.any(Number), idleMs: expect.any(Number) };
  expect(sessions).toEqual([
    { id: "1", ...entry },
    { id: "shared-1", ...entry },
  ]);
  for (const token of tokens) expect(JSON.stringify(sessions)).not.toContain(token);
  expect(await sessionListRedfish(daemon, { machine: "vm1" })).toEqual({ sessions: [] });
  expect(() => sessionEndRedfish(daemon, { machine: "vm1", id: "shared-1" })).toThrow("there is no session shared-1");
  for (const { id } of sessions) expect(await sessionEndRedfish(daemon, { machine: "vm0", id })).toEqual({});
  expect(await sessionListRedfish(daemon, { machine: "vm0" })).toEqual({ sessions: [] });
});

/** Opens a session, and returns its token. */
async function logInAt(address: string): Promise<string> {
  const url = `${address.replace("http:", "http://")}/redfish/v1/SessionService/Sessions`;
  const body = JSON.stringify({ UserName: "admin", Password: "secret" });
  const { status, headers } = await fetch(url, { method: "POST", body });
  expect(status).toBe(201);
  return `${headers.get("x-auth-token")}`;
}
