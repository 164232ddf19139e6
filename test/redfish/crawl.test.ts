import { describe, expect, it } from "vitest";
import { isJson, type Json } from "../../src/redfish/resource.ts";
import { SCHEMA_NAMES, typeOf } from "../../src/redfish/schemas.ts";
import { crawl, EVERYTHING } from "../support/redfish/crawl.ts";

/** Where DMTF publishes a schema or registry. */
function addressIn({ Location: location }: Json): unknown {
  const [first]: readonly unknown[] = Array.isArray(location) ? location : [];
  return isJson(first) ? first["PublicationUri"] : undefined;
}

describe("every resource of the tree", () => {
  it("is found along links, and is of a type of the metadata", () => {
    const { resources } = crawl(EVERYTHING);
    expect(resources.size).toBeGreaterThan(100);
    const known = new Set(SCHEMA_NAMES.map(typeOf));
    expect([...resources.values()].map((json) => `${json["@odata.type"]}`).filter((type) => !known.has(type))).toEqual(
      [],
    );
  });
  it("has what all resources have", () => {
    const { resources, get } = crawl(EVERYTHING);
    for (const [path, json] of resources) {
      expect(json).toMatchObject({ "@odata.id": path, Name: expect.any(String) });
      const { Members: members } = json;
      if (Array.isArray(members)) expect([path, json["Members@odata.count"]]).toEqual([path, members.length]);
      else expect(json["Id"]).toBe(path === "/redfish/v1/" ? "RootService" : path.slice(path.lastIndexOf("/") + 1));
      const { headers } = get(path);
      expect(headers).toMatchObject({
        ETag: expect.stringMatching(/^"[\w-]+"$/),
        Link: expect.stringContaining("http"),
      });
      expect(headers?.["Allow"]).toContain("GET, HEAD");
    }
  });
  it("refuses methods that it does not have, and names those that it has", () => {
    const { resources, get, send } = crawl({});
    for (const path of resources.keys()) {
      const { status, messages, headers } = send("PUT", path, {});
      expect([path, status, ...messages]).toEqual([path, 405, "OperationNotAllowed"]);
      expect(headers?.["Allow"]).toBe(get(path).headers?.["Allow"]);
    }
  });
  it("has the same headers for HEAD, and is found with a slash at the end", () => {
    const { resources, get, send } = crawl({});
    for (const path of resources.keys()) {
      const { status, headers } = send("HEAD", path);
      expect({ path, status, headers }).toEqual({ path, status: 200, headers: get(path).headers });
      expect(get(`${path.replace(/\/$/, "")}/`).json["@odata.id"]).toBe(path);
    }
  });
  it("leads to DMTF's addresses for its schemas and for the registries of its messages", () => {
    const { resources } = crawl(EVERYTHING);
    const published = (collection: string) =>
      [...resources]
        .filter(([path]) => path.startsWith(`/redfish/v1/${collection}/`))
        .flatMap(([path, json]) => [[path.split("/").at(-1), addressIn(json)] as const]);
    const schemas = published("JsonSchemas");
    expect(schemas.map(([name]) => name).toSorted()).toEqual(SCHEMA_NAMES.toSorted());
    for (const [name, address] of schemas) {
      const file = `${name}(\\.v\\d+_\\d+_\\d+)?\\.json`;
      expect(address).toMatch(new RegExp(`^http://redfish\\.dmtf\\.org/schemas/(swordfish/)?v1/${file}$`));
    }
    expect(new Map(published("Registries"))).toEqual(
      new Map([
        ["Base", expect.stringMatching(/^http:\/\/redfish\.dmtf\.org\/registries\/Base\.\d+\.\d+\.\d+\.json$/)],
        [
          "ResourceEvent",
          expect.stringMatching(/^http:\/\/redfish\.dmtf\.org\/registries\/ResourceEvent\.[.\d]+\.json$/),
        ],
        ["BiosAttributeRegistry", undefined], // the service has its file
      ]),
    );
  });
  it("is not shown to clients that do not log in, but for the root", () => {
    const { resources, get } = crawl({});
    for (const path of resources.keys()) {
      expect([path, get(path, { user: null }).status]).toEqual([path, path === "/redfish/v1/" ? 200 : 401]);
    }
  });
});
