/** Calls as requests of the HTTP API. */
import { expect, it } from "vitest";
import { calls } from "../../src/control/calls.ts";
import { requestOf } from "../../web/api/request.ts";
import { routes } from "../../web/api/routes.ts";

it("knows the route of every call", () => {
  expect(Object.keys(routes)).toEqual(Object.keys(calls));
});

it("puts arguments into the path, then into the query of GET and DELETE", () => {
  expect(requestOf("sel.list", { machine: "a/b", from: 64 })).toEqual({
    method: "GET",
    url: "/api/v1/machines/a%2Fb/sel?from=64",
    body: undefined,
  });
  expect(requestOf("fault.remove", { machine: "vm0", name: "rule 1" }).url).toBe(
    "/api/v1/machines/vm0/faults/rule%201",
  );
});

it("puts the others into the body, without those that are absent", () => {
  expect(requestOf("sensor.set", { machine: "vm0", sensor: 0x30, value: "97", states: undefined })).toEqual({
    method: "PUT",
    url: "/api/v1/machines/vm0/sensors/48",
    body: '{"value":"97"}',
  });
});
