/** Resources that $expand puts in place of links: a limited number of them, whatever the client asks for. */
import { expect, it } from "vitest";
import { MAX_EXPANDED } from "../../src/redfish/limits.ts";
import { applied } from "../../src/redfish/query.ts";
import { at } from "../support/redfish/service.ts";

const linksTo = (count: number, path: string) => Array.from({ length: count }, (_, n) => ({ "@odata.id": path + n }));
const isRead = (member: unknown) => at(member, "Id") !== undefined;

it("$expand adds 1,000 resources, of all levels together, and the others stay links", () => {
  const read = (path: string) => ({
    ...{ "@odata.id": path, Id: path },
    ...(path.startsWith("/upper") && { Members: linksTo(600, `${path}/lower`) }),
  });
  const expanded = (count: number, path: string, expand: string) => {
    const body = { Members: linksTo(count, path) };
    const members = at(applied(new URLSearchParams({ $expand: expand }), body, false, read), "Members");
    return Array.isArray(members) ? members : [];
  };
  for (const count of [MAX_EXPANDED, MAX_EXPANDED + 1]) {
    const members = expanded(count, "/one", ".");
    expect(members.map(isRead)).toEqual(Array.from({ length: count }, (_, n) => n < MAX_EXPANDED));
    expect(members.at(-1)).toMatchObject({ "@odata.id": `/one${count - 1}` });
  }
  const [first, second] = expanded(2, "/upper", ".($levels=2)");
  const below = [first, second].map((upper) => [at(upper, "Members")].flat().filter(isRead).length);
  expect(below).toEqual([600, MAX_EXPANDED - 2 - 600]);
});
