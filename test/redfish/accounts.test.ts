import { describe, expect, it } from "vitest";
import { ask } from "../support/machine/machine.ts";
import { redfishService } from "../support/redfish/service.ts";

const ACCOUNTS = "/redfish/v1/AccountService/Accounts";
const SYSTEM = "/redfish/v1/Systems/1";
const AGENT = { UserName: "agent", Password: "made", RoleId: "Operator" };

describe("an account", () => {
  it("is a user with a name, and its ID is the user's", () => {
    const { get } = redfishService();
    expect(get(ACCOUNTS).json["Members"]).toHaveLength(3);
    expect(get(`${ACCOUNTS}/3`).json).toMatchObject({
      Id: "3",
      UserName: "operator",
      RoleId: "Operator",
      Password: null,
      Enabled: true,
      Locked: false,
      AccountTypes: ["Redfish", "IPMI"],
    });
    expect(get(`${ACCOUNTS}/1`).status).toBe(404);
  });
  it("that is made becomes a user of IPMI, and logs in here", () => {
    const { machine, post, get } = redfishService();
    const { status, headers, json } = post(ACCOUNTS, AGENT);
    expect([status, headers?.["Location"], json["Enabled"]]).toEqual([201, `${ACCOUNTS}/5`, true]);
    // Get User Access: IPMI messaging is on, and the limit is Operator.
    expect(ask(machine, "06 44 01 05")).toBe("00 0a 44 01 13");
    expect(ask(machine, "06 46 05")).toBe(`00 ${"61 67 65 6e 74"}${" 00".repeat(11)}`);
    expect(get(SYSTEM, { user: "agent", password: "made" }).status).toBe(200);
  });
  it("that is changed by IPMI shows the change", () => {
    const { machine, get } = redfishService();
    ask(machine, "06 43 91 03 02");
    expect(get(`${ACCOUNTS}/3`).json["RoleId"]).toBe("ReadOnly");
    ask(machine, "06 43 91 03 0f");
    expect(get(`${ACCOUNTS}/3`).json).toMatchObject({ Enabled: false });
    expect(get(SYSTEM, { user: "operator" }).status).toBe(401);
  });
  it("that is deleted is free for another user", () => {
    const { send, post, get } = redfishService();
    expect(send("DELETE", `${ACCOUNTS}/4`).status).toBe(204);
    expect(get(`${ACCOUNTS}/4`).status).toBe(404);
    expect(get(SYSTEM, { user: "viewer" }).status).toBe(401);
    expect(post(ACCOUNTS, AGENT).headers?.["Location"]).toBe(`${ACCOUNTS}/4`);
  });
  it("can change its own password, with a password of 20 characters as the longest", () => {
    const { patch, get } = redfishService();
    const long = "x".repeat(20);
    expect(patch(`${ACCOUNTS}/4`, { Password: `${long}x` }, { user: "viewer" })).toMatchObject({
      status: 400,
      messages: ["StringValueTooLong"],
    });
    expect(JSON.stringify(patch(`${ACCOUNTS}/4`, { Password: `${long}x` }))).not.toContain(long);
    expect(patch(`${ACCOUNTS}/4`, { Password: long }, { user: "viewer" }).status).toBe(200);
    expect(get(SYSTEM, { user: "viewer", password: long }).status).toBe(200);
    expect(patch(`${ACCOUNTS}/4`, { Enabled: true }, { user: "viewer", password: long }).status).toBe(403);
  });
  it("can be renamed, disabled and given another role", () => {
    const { patch, get } = redfishService();
    patch(`${ACCOUNTS}/4`, { UserName: "looker", RoleId: "Administrator" });
    expect(get(ACCOUNTS, { user: "looker" }).status).toBe(200);
    expect(get(`${ACCOUNTS}/2`, { user: "looker" }).status).toBe(200);
    patch(`${ACCOUNTS}/4`, { Enabled: false });
    expect(get(ACCOUNTS, { user: "looker" }).status).toBe(401);
  });
  it.each([
    ["no name", { Password: "x", RoleId: "ReadOnly" }, "PropertyMissing"],
    ["an empty name", { ...AGENT, UserName: "" }, "PropertyValueFormatError"],
    ["a name that exists", { ...AGENT, UserName: "admin" }, "ResourceAlreadyExists"],
    ["a name of 17 characters", { ...AGENT, UserName: "x".repeat(17) }, "StringValueTooLong"],
    ["a name that IPMI cannot store", { ...AGENT, UserName: "\u4e2d" }, "PropertyValueFormatError"],
    ["a name that Basic authentication cannot carry", { ...AGENT, UserName: "a:b" }, "PropertyValueFormatError"],
    ["control characters in its name", { ...AGENT, UserName: "a\u001b[31m" }, "PropertyValueFormatError"],
    ["an empty password", { ...AGENT, Password: "" }, "PropertyValueFormatError"],
    ["a role that does not exist", { ...AGENT, RoleId: "Root" }, "PropertyValueNotInList"],
  ])("is not made with %s", (_title, body, message) => {
    const { post, get } = redfishService();
    expect(post(ACCOUNTS, body)).toMatchObject({ status: 400, messages: [message] });
    expect(get(ACCOUNTS).json["Members@odata.count"]).toBe(3);
  });
  it("is not made when all user IDs are taken", () => {
    const { post } = redfishService({ users: { maximum: 5 } });
    expect(post(ACCOUNTS, AGENT).status).toBe(201);
    expect(post(ACCOUNTS, { ...AGENT, UserName: "other" })).toMatchObject({
      status: 400,
      messages: ["CreateLimitReachedForResource"],
    });
  });
});
