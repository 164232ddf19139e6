/** Sessions of the shared door: one log-in for all machines, and limits that users of one machine cannot use up for others. */
import { describe, expect, it } from "vitest";
import { MAX_SESSIONS, MAX_SHARED_SESSIONS } from "../../src/redfish/limits.ts";
import { at } from "../support/redfish/service.ts";
import { sharedService as shared } from "../support/redfish/shared.ts";

const ROOT = "/redfish/v1";
const SESSIONS = `${ROOT}/SessionService/Sessions`;

describe("a user of the shared door", () => {
  it("logs in once for all of them, until the password changes there", () => {
    const { send, machines } = shared();
    const made = send("POST", SESSIONS, { user: "", body: { UserName: "admin", Password: "secret" } });
    const token = made.headers?.["X-Auth-Token"] ?? "";
    expect([made.status, made.headers?.["Location"]]).toEqual([201, `${SESSIONS}/1`]);
    const statuses = () => ["a", "b", "c"].map((name) => send("GET", `${ROOT}/Systems/${name}`, { token }).status);
    expect(statuses()).toEqual([200, 200, 404]);
    machines[1]?.operate(({ users }) => users.setPassword(2, new Uint8Array(16)));
    expect(statuses()).toEqual([200, 404, 404]);
    expect(send("DELETE", `${SESSIONS}/1`, { token }).status).toBe(204);
    expect(statuses()).toEqual([401, 401, 401]);
  });

  it("loses its event streams with the session, and with the password of the machine that they are of", () => {
    const { send, machines, clock } = shared();
    const made = send("POST", SESSIONS, { user: "", body: { UserName: "admin", Password: "secret" } });
    const ended: string[] = [];
    for (const name of ["a", "b"]) {
      const { stream } = send("GET", `${ROOT}/Managers/${name}/EventService/SSE`, {
        token: made.headers?.["X-Auth-Token"] ?? "",
      });
      stream?.({ write() {}, end: () => ended.push(name) });
    }
    clock.advance(1_800_001);
    machines[1]?.operate(({ users }) => users.setPassword(2, new Uint8Array(16)));
    clock.advance(30_000);
    expect(ended).toEqual(["b"]);
    expect(send("DELETE", `${SESSIONS}/1`).status).toBe(204);
    expect(ended).toEqual(["b", "a"]);
  });

  it("sees its own sessions, which time out and are limited", () => {
    const { send, clock } = shared();
    const logIn = (body: object) => send("POST", SESSIONS, { user: "", body });
    logIn({ UserName: "viewer", Password: "look" });
    for (let n = 0; n < MAX_SESSIONS; n++) expect(logIn({ UserName: "admin", Password: "secret" }).status).toBe(201);
    expect(logIn({ UserName: "admin", Password: "secret" }).status).toBe(503);
    expect(at(send("GET", SESSIONS, { user: "viewer:look" }).json, "Members")).toHaveLength(1);
    expect(send("DELETE", `${SESSIONS}/2`, { user: "viewer:look" }).status).toBe(404);
    clock.advance(1_800_001);
    expect(at(send("GET", SESSIONS).json, "Members")).toEqual([]);
  });

  it("logs in although users of another machine have filled the door, whose oldest session gives way", () => {
    const { send, machines, service } = shared();
    const logIn = (user: string, password: string) => {
      const { status, headers } = send("POST", SESSIONS, { user: "", body: { UserName: user, Password: password } });
      return { status, token: headers?.["X-Auth-Token"] ?? "" };
    };
    const status = (token: string) => send("GET", `${ROOT}/Systems`, { token }).status;
    const viewer = logIn("viewer", "look");
    // The administrator of c changes the password as often as needed.
    const filling = Array.from({ length: MAX_SHARED_SESSIONS }, (_, n) => {
      const password = `other-${Math.floor(n / MAX_SESSIONS)}`;
      machines[2]?.operate(({ users }) => users.setPassword(2, Buffer.from(password.padEnd(16, "\0"))));
      return logIn("admin", password);
    });
    expect(filling.filter((made) => made.status !== 201)).toEqual([]);
    const own = [logIn("admin", "secret"), logIn("viewer", "look")];
    expect(own.map((made) => made.status)).toEqual([201, 201]);
    expect([viewer, ...own].map(({ token }) => status(token))).toEqual([200, 200, 200]);
    expect(status(filling.at(-1)?.token ?? "")).toBe(200);
    const ids = service.sessions.open(() => true).map(({ id }) => Number(id));
    // The viewer's is the first, and the three that were oldest after it have given way.
    expect([ids.length, ...ids.toSorted((a, b) => a - b).slice(0, 2)]).toEqual([MAX_SHARED_SESSIONS, 1, 5]);
  });
});
