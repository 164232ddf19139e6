import { describe, expect, it } from "vitest";
import { SCHEMA_NAMES, typeOf } from "../../src/redfish/schemas.ts";
import { crawl, EVERYTHING } from "../support/redfish/crawl.ts";

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
  it("is not shown to clients that do not log in, but for the root", () => {
    const { resources, get } = crawl({});
    for (const path of resources.keys()) {
      expect([path, get(path, { user: null }).status]).toEqual([path, path === "/redfish/v1/" ? 200 : 401]);
    }
  });
});
