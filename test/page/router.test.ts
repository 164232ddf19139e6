/** Routes in the address of the page. */
import { expect, it } from "vitest";
import { machineHref, routeOf, VIEWS } from "../../web/router.ts";

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

it.each(["#/machine/", "#/machine/vm0/nowhere", "#/machine/%ff", "#/lab", "#/machine/a/console/more"])(
  "the address %s names no view",
  (hash) => {
    expect(routeOf(hash)).toEqual({ page: "unknown" });
  },
);
