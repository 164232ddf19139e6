/** Query parameters of the shared door's collections, which read the machines that a user sees. */
import { describe, expect, it } from "vitest";
import { at } from "../support/redfish/service.ts";
import { sharedService as shared } from "../support/redfish/shared.ts";
import { aSliceALook } from "../support/turns/turn-count.ts";

const ROOT = "/redfish/v1";
const membersOf = (json: Readonly<Record<string, unknown>>) => at(json, "Members") as readonly object[];

describe("a collection of the shared door", () => {
  it("expands its members, with the paths and IDs of this door, and no others", async () => {
    const { query } = shared();
    const { status, json, headers } = await query(`${ROOT}/Systems?$expand=.`);
    expect(status).toBe(200);
    expect(membersOf(json)).toMatchObject([
      {
        "@odata.id": `${ROOT}/Systems/a`,
        Id: "a",
        PowerState: "On",
        Links: { ManagedBy: [{ "@odata.id": `${ROOT}/Managers/a` }] },
      },
      { "@odata.id": `${ROOT}/Systems/b`, Id: "b" },
    ]);
    expect(json["Members@odata.count"]).toBe(2);
    expect(headers).toMatchObject({ Allow: "GET, HEAD", ETag: expect.any(String) });
  });

  it("expands one level, whatever the client asks for", async () => {
    const { query, send } = shared();
    const one = await query(`${ROOT}/Systems?$expand=*($levels=1)`);
    expect((await query(`${ROOT}/Systems?$expand=*($levels=2)`)).json).toEqual(one.json);
    const features = at(send("GET", `${ROOT}/`).json, "ProtocolFeaturesSupported");
    expect(features).toMatchObject({ ExpandQuery: { ExpandAll: true, MaxLevels: 1 }, FilterQuery: true });
  });

  it("has only the selected properties of a member, too", async () => {
    const { json } = await shared().query(`${ROOT}/Systems/a?$select=PowerState`);
    expect(json).toMatchObject({ "@odata.id": `${ROOT}/Systems/a`, PowerState: "On" });
    expect(Object.keys(json)).not.toContain("Id");
  });

  it("selects members by a condition, and counts them", async () => {
    const { query, machines } = shared();
    machines[1]?.operate(({ chassis }) => chassis.machineEnded());
    const { json } = await query(`${ROOT}/Systems?$filter=PowerState eq 'Off'`);
    expect(json).toMatchObject({ Members: [{ "@odata.id": `${ROOT}/Systems/b` }], "Members@odata.count": 1 });
    const both = await query(`${ROOT}/Systems?$filter=PowerState eq 'On'&$expand=.&$select=Members/Id`);
    expect(membersOf(both.json)).toMatchObject([{ Id: "a" }]);
    expect(JSON.stringify(both.json)).not.toContain("PowerState");
  });

  it("has pages, and reads only the members of the page", async () => {
    const { query } = shared();
    const { json } = await query(`${ROOT}/Chassis?$skip=1&$top=1&$expand=.`);
    expect(membersOf(json)).toMatchObject([{ "@odata.id": `${ROOT}/Chassis/b`, Id: "b" }]);
  });

  it("is its only member for the parameter only", async () => {
    const { query } = shared();
    expect((await query(`${ROOT}/Systems?only`, { user: "viewer:look" })).json).toMatchObject({ Id: "b" });
    expect(membersOf((await query(`${ROOT}/Systems?only`)).json)).toHaveLength(2);
  });

  it("is read anew whatever ETag a client has, because the members' own are others", async () => {
    const { send, query } = shared();
    const { headers } = await query(`${ROOT}/Systems?$expand=.`);
    const known = { "if-none-match": headers?.["ETag"] ?? "" };
    expect((await query(`${ROOT}/Systems?$expand=.`, { headers: known })).status).toBe(200);
    expect(send("GET", `${ROOT}/Systems`, { headers: known }).status).toBe(304);
  });

  it("answers requests that read many machines one after another", async () => {
    const { query } = shared();
    const both = await Promise.all([query(`${ROOT}/Systems?$expand=x`), query(`${ROOT}/Systems?$expand=.`)]);
    expect(both.map(({ status }) => status)).toEqual([400, 200]);
  });

  it("reads for 10 ms in each turn of the event loop, for one client at a time", async () => {
    const { query, service } = shared();
    // Each resource takes a slice.
    const turn = aSliceALook();
    const reads: (readonly [path: string, turn: number])[] = [];
    const readAt = service.readAt.bind(service);
    service.readAt = (path, caller) => {
      reads.push([path, turn()]);
      return readAt(path, caller);
    };
    await Promise.all(["Systems", "Chassis"].map((name) => query(`${ROOT}/${name}?$expand=.`)));
    expect(reads.map(([path]) => path)).toEqual(
      ["Systems/a", "Systems/b", "Chassis/a", "Chassis/b"].map((path) => `${ROOT}/${path}`),
    );
    expect(new Set(reads.map(([, at]) => at)).size).toBe(reads.length);
  });

  it("leaves the link to a machine that is being reset", async () => {
    const { query, machines } = shared({ b: { lan: { sessions: { offlineAfterReset: "5s" } } } });
    machines[1]?.bmc.sessions.reset();
    const { json } = await query(`${ROOT}/Systems?$expand=.`);
    expect(membersOf(json)).toMatchObject([{ Id: "a" }, { "@odata.id": `${ROOT}/Systems/b` }]);
    expect(membersOf(json)[1]).not.toHaveProperty("Id");
  });

  it.each(["$expand=x", "$filter=PowerState eq", "$expand=.($levels=0)"])("refuses %s", async (given) => {
    const { query } = shared();
    const { status, headers } = await query(`${ROOT}/Systems?${given}`);
    expect([status, headers?.["Allow"]]).toEqual([400, "GET, HEAD"]);
  });
});

it("the root expands what a user may read, and nothing without a log-in", async () => {
  const { query, send } = shared();
  const { json } = await query(`${ROOT}/?$expand=.`);
  expect(json).toMatchObject({ Systems: { Members: [{}, {}] }, SessionService: { Id: "SessionService" } });
  expect(send("GET", `${ROOT}/?$expand=.`, { user: "" }).status).toBe(401);
});
