import { expect, it } from "vitest";
import { selected } from "../../src/redfish/select.ts";

const BODY = {
  "@odata.id": "/a",
  Id: "1",
  Status: { State: "Enabled", Health: "OK" },
  Members: [{ Id: "2", Name: "b" }],
  "Members@odata.count": 1,
};

it.each([
  ["Status/Health", { Status: { Health: "OK" } }],
  ["Status/Health,Status/State", { Status: BODY.Status }],
  ["Status,Status/Health", { Status: BODY.Status }],
  ["Status/Health,Status", { Status: BODY.Status }],
  ["Status/Health/Deeper", { Status: { Health: "OK" } }],
  ["Members/Name", { Members: [{ Name: "b" }], "Members@odata.count": 1 }],
  ["Members@odata.count", { "Members@odata.count": 1 }],
  ["__proto__/Id,constructor", {}],
  [" Id , Id", { Id: "1" }],
])("$select=%s", (text, expected) => {
  expect(selected(text, BODY)).toEqual({ "@odata.id": "/a", ...expected });
});

it("$select looks each property up once, however many names there are", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `Members/A${index}/${"b/".repeat(index % 5)}c`).join(",");
  const reads: unknown[] = [];
  const member = new Proxy(BODY.Members[0] ?? {}, {
    get(target, key) {
      reads.push(key);
      return Reflect.get(target, key);
    },
  });
  expect(selected(names, { ...BODY, Members: [member] })).toMatchObject({ Members: [{}] });
  expect(reads).toEqual(["Id", "Name"]);
});
