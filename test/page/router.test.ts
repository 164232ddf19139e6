/** Routes in the address of the page. */
import { expect, it } from "vitest";
import { labHref, machineHref, routeOf, VIEWS } from "../../web/router.ts";

it.each(["", "#", "#/"])("the address %j is the fleet", (hash) => {
  expect(routeOf(hash)).toEqual({ page: "fleet" });
});

it.each(["vm0", "a b/c", "<img src=x onerror=alert(1)>", "käse#?%"])(
  "finds the machine %s under its address",
  (name) => {
    for (const view of VIEWS) {
      expect(routeOf(machineHref(name, view))).toEqual({ page: "machine", machine: name, view });
    }
  },
);

it("finds the lab, and a run of it, under their addresses", () => {
  expect(routeOf(labHref())).toEqual({ page: "lab" });
  expect(routeOf(labHref(12))).toEqual({ page: "lab", run: 12 });
});

it.each(["#/machine/", "#/machine/vm0/nowhere", "#/machine/%ff", "#/lab/x", "#/lab/1/2", "#/machine/a/console/more"])(
  "the address %s names no view",
  (hash) => {
    expect(routeOf(hash)).toEqual({ page: "unknown" });
  },
);
