import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterIn } from "../../src/redfish/filter.ts";
import { RedfishError } from "../../src/redfish/redfish-error.ts";
import { at, redfishService } from "../support/redfish/service.ts";
import { aSliceALook } from "../support/turns/turn-count.ts";

const ENTRIES = "/redfish/v1/Systems/1/LogServices/SEL/Entries";
const MEMBER = {
  Id: "7",
  Name: "It's a fan",
  Reading: 42.5,
  Locked: false,
  Enabled: true,
  Created: "2030-01-01T12:00:00+00:00",
  Status: { Health: "OK" },
};

function isShown(text: string): boolean | undefined {
  return filterIn(new URLSearchParams({ $filter: text }))?.(MEMBER);
}

describe("$filter (DSP0266 §7.3.4)", () => {
  it.each([
    "Reading eq 42.5",
    "Reading ne 42",
    "Reading gt -1e3 and Reading lt 43",
    "Reading ge 42.5 and Reading le 42.5",
    "42 lt Reading",
    "Status/Health eq 'OK'",
    "Name eq 'It''s a fan'",
    "Enabled",
    "Enabled eq true",
    "not Locked",
    "not (Reading eq 1 or Reading eq 2)",
    "Id eq '1' or Id eq '7' and Enabled",
    "(Id eq '1' or Id eq '7') and Enabled",
    "Created gt '2030-01-01T12:30:00+01:00'",
    "Created eq '2030-01-01T12:00:00Z'",
    "Id lt '8'",
    "Missing eq null",
    "Missing ne 'x'",
    "Status/Missing/Deeper eq null",
    "__proto__ eq null and constructor eq null",
    "((((((((((((((((Enabled))))))))))))))))",
  ])("%s shows the member", (text) => expect(isShown(text)).toBe(true));

  it.each([
    "Reading eq '42.5'",
    "Reading gt 'a'",
    "Missing gt 1",
    "Missing le 1",
    "Id eq '1' or Id eq '2' and Enabled",
    "(Id eq '7' or Enabled) and Locked",
    "Name",
    "Status/Health eq 'ok'",
    "Created lt '2030-01-01T12:30:00+01:00'",
    "Status eq 'OK'",
  ])("%s hides the member", (text) => expect(isShown(text)).toBe(false));

  it.each([
    ["", "At character 1: expected a property or a value."],
    ["Reading eq", "At character 11: expected a property or a value."],
    ["Reading eq 1 Id", "At character 14: expected and, or, or the end."],
    ["Reading == 1", "At character 9: expected a property, a value or an operator."],
    ["Name eq 'It", "At character 9: expected a quote at the end of the text."],
    ["(Enabled", "At character 9: expected a closing parenthesis."],
    ["not Id eq '7'", "At character 8: expected parentheses around what not negates."],
    ["Id eq '1' eq '2'", "At character 11: expected and, or, or the end."],
    [`${"(".repeat(17)}Enabled${")".repeat(17)}`, "At character 18: expected at most 16 levels of parentheses."],
    [Array.from({ length: 65 }, () => "Enabled").join(" and "), "At character 769: expected at most 128 words."],
  ])("refuses %s", (text, resolution) => {
    const { status, messages, json } = redfishService().get(`${ENTRIES}?$filter=${encodeURIComponent(text)}`);
    expect([status, messages]).toEqual([400, ["QueryParameterValueError"]]);
    expect(at(json, "error/@Message.ExtendedInfo/0/Resolution") ?? JSON.stringify(json)).toContain(resolution);
  });
});

it("looks at each property of a member once, however many words name it", () => {
  const reads: unknown[] = [];
  const member = new Proxy(MEMBER, {
    getOwnPropertyDescriptor(target, key) {
      reads.push(key);
      return Object.getOwnPropertyDescriptor(target, key);
    },
  });
  const text = Array.from({ length: 30 }, (_, index) => `Created eq '2030-01-01T12:00:${10 + index}Z'`).join(" or ");
  expect(filterIn(new URLSearchParams({ $filter: text }))?.(member)).toBe(false);
  const deep = `Missing${"/a".repeat(3000)} eq null`;
  expect(filterIn(new URLSearchParams({ $filter: deep }))?.(member)).toBe(true);
  expect(reads).toEqual(["Created", "Missing"]);
});

describe("any text", () => {
  const word = fc.constantFrom(
    "(",
    ")",
    "not",
    "and",
    "or",
    "eq",
    "lt",
    "Id",
    "Status/Health",
    "'7'",
    "''",
    "'",
    "1",
    "null",
    "%",
  );
  it("is an expression or a refusal with a reason", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 40 }).map((words) => words.join(" ")),
          fc.string(),
        ),
        (text) => {
          try {
            expect(isShown(text)).toBeTypeOf("boolean");
          } catch (error) {
            expect(error).toBeInstanceOf(RedfishError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("$filter at resources", () => {
  function withEntries(count: number) {
    const client = redfishService({ sel: { capacity: 4000 } });
    // Alternately the assertion of an upper non-critical and an upper critical threshold.
    for (let number = 0; number < count; number++) {
      const offset = number % 2 === 0 ? 0x57 : 0x59;
      client.machine.bmc.sel.add(Uint8Array.of(0, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, 1, 0x30, 1, offset, 0x20, 0x18));
    }
    return client;
  }
  const ids = (members: unknown): readonly unknown[] => (Array.isArray(members) ? members.map(({ Id: id }) => id) : []);

  it("takes entries of a log before $skip and $top, and counts them", async () => {
    const { search } = withEntries(6);
    const { json } = await search(`${ENTRIES}?$filter=Severity eq 'Critical'&$skip=1&$top=1&$select=Members/Id`);
    expect([ids(json["Members"]), json["Members@odata.count"]]).toEqual([["4"], 3]);
  });
  it("has a link to the next page, which keeps the other parameters", async () => {
    const { search } = withEntries(2400);
    const { json: first } = await search(`${ENTRIES}?$filter=Severity eq 'Critical'&$top=1100&$select=Members`);
    const link = `${first["Members@odata.nextLink"]}`;
    expect(link).toBe(`${ENTRIES}?$skip=1000&$top=100&$filter=Severity%20eq%20'Critical'&$select=Members`);
    const { json } = await search(link);
    expect([ids(json["Members"])[0], ids(json["Members"]).length]).toEqual(["2002", 100]);
    expect(json["Members@odata.nextLink"]).toBeUndefined();
  });
  it("answers guests while it looks through a long log, and one client after another", async () => {
    const { send, search } = withEntries(4000);
    const over: string[] = [];
    const one = search(`${ENTRIES}?$filter=Severity eq 'Critical'`).then(() => over.push("one"));
    const two = search(`${ENTRIES}?$filter=Id eq '4000'&$expand=.`).then(({ json, headers }) => {
      over.push("two");
      expect([ids(json["Members"]), headers]).toEqual([["4000"], expect.objectContaining({ Allow: "GET, HEAD" })]);
    });
    expect(send("GET", `${ENTRIES}?$filter=Id eq '1'`).underWay).toBeDefined();
    await Promise.all([one, two]);
    expect(over).toEqual(["one", "two"]);
  });
  it("looks for 10 ms in each turn of the event loop, for one client at a time", async () => {
    const count = 50;
    const { search } = withEntries(count);
    // Each entry takes a slice.
    const turn = aSliceALook();
    const ends = ["1", "2"].map((id) => search(`${ENTRIES}?$filter=Id eq '${id}'`).then(turn));
    const [first = 0, second = 0] = await Promise.all(ends);
    expect(first).toBeGreaterThanOrEqual(count);
    expect(second - first).toBeGreaterThanOrEqual(count);
  });
  it("looks into the members of other collections, which stay links", () => {
    const { get } = redfishService();
    const { json } = get("/redfish/v1/AccountService/Accounts?$filter=RoleId eq 'ReadOnly' or UserName eq 'admin'");
    expect(json["Members"]).toEqual(
      ["2", "4"].map((id) => ({ "@odata.id": `/redfish/v1/AccountService/Accounts/${id}` })),
    );
  });
  it("learns nothing about members that the user may not read", () => {
    const { get } = redfishService();
    const { json } = get("/redfish/v1/AccountService/Accounts?$filter=UserName eq 'admin'", { user: "viewer" });
    expect(json["Members"]).toEqual([]);
  });
  it("is refused for a resource that is no collection, and is declared", () => {
    const { get } = redfishService();
    expect(get("/redfish/v1/Systems/1?$filter=Id eq '1'")).toMatchObject({
      status: 400,
      messages: ["QueryNotSupportedOnResource"],
    });
    expect(at(get("/redfish/v1/").json, "ProtocolFeaturesSupported/FilterQuery")).toBe(true);
  });
  it("may have a question mark", async () => {
    const { search } = withEntries(2);
    const { json } = await search(`${ENTRIES}?$filter=Message ne '?'&$top=1`);
    expect(ids(json["Members"])).toEqual(["1"]);
  });
});
