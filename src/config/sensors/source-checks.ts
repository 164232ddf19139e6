/** Checks references between sensors: the other sensor exists and has the right kind, and sensors do not follow each other in a circle. */

import type { z } from "zod";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { hexNumber } from "../../text/hex.ts";
import { nearest } from "../../text/suggest.ts";
import { unitSymbol } from "../values/units.ts";
import type { Placed, Unit } from "./checks.ts";
import type { SourceWithNumbers } from "./source-shape.ts";

interface Sensor {
  readonly name: string;
  readonly number: number;
  readonly lun: number;
  readonly isNumeric: boolean;
  readonly units: Unit;
  readonly source?: SourceWithNumbers | undefined;
  readonly valuesOfFollowed: readonly Placed[];
}

interface Controller {
  readonly address: number;
  readonly sensors: readonly Sensor[];
}

interface Reference {
  readonly sensor: string | number;
  readonly lun: number;
  readonly controller?: number | undefined;
}

/** `sensors` are those of the BMC. */
export function checkSources(
  { sensors, satellites }: { readonly sensors: readonly Sensor[]; readonly satellites: readonly Controller[] },
  context: z.RefinementCtx,
): void {
  const controllers = [{ address: BMC_ADDRESS, sensors }, ...satellites];
  for (const [at, controller] of controllers.entries()) {
    const above = at === 0 ? [] : ["satellites", at - 1];
    for (const [index, sensor] of controller.sensors.entries()) {
      const wrong = (path: readonly PropertyKey[], message: string) => {
        const whole = [...above, "sensors", index, "source", ...path];
        context.addIssue({ code: "custom", path: whole, message, params: { sentence: true } });
      };
      checkReferences(sensor, controller, controllers, wrong);
    }
  }
}

type Wrong = (path: readonly PropertyKey[], message: string) => void;

function checkReferences(
  { source, valuesOfFollowed }: Sensor,
  own: Controller,
  all: readonly Controller[],
  wrong: Wrong,
): void {
  if (source?.kind === "file" && source.dependsOn) {
    find(source.dependsOn, own, all, (path, message) => wrong(["dependsOn", ...path], message));
  }
  if (source?.kind !== "follow") return;
  const followed = find(source.followed, own, all, wrong);
  if (!followed) return;
  const { isNumeric } = followed.sensor;
  if (source.how === "states" && isNumeric) {
    wrong(["sensor"], `${followed.sensor.name} has a reading and no states; expected at, below and above as well`);
  }
  if (source.how !== "states" && !isNumeric) wrong(["sensor"], `${followed.sensor.name} has states and no reading`);
  for (const { path, quantity } of valuesOfFollowed) {
    const unit = quantity.kind === "units" ? quantity.unit : undefined;
    const { base, percentage } = followed.sensor.units;
    const symbol = unitSymbol(followed.sensor.units);
    if (!unit || (unit.base === base && unit.percentage === percentage)) continue;
    wrong(path, `the unit is ${unitSymbol(unit)}; expected ${symbol}, the unit of ${followed.sensor.name}`);
  }
  const round = roundOf(followed, all);
  if (round)
    wrong(["sensor"], `sensors follow each other in a circle: ${round.join(" → ")}; remove one of the sources`);
}

interface Found {
  readonly sensor: Sensor;
  readonly controller: Controller;
}

function find(reference: Reference, own: Controller, all: readonly Controller[], wrong: Wrong): Found | undefined {
  const { sensor, lun, controller: address = own.address } = reference;
  const controller = all.find((each) => each.address === address);
  if (!controller) {
    const known = all.map((each) => hexNumber(each.address)).join(", ");
    wrong(["controller"], `there is no controller ${hexNumber(address)}; expected one of ${known}`);
    return undefined;
  }
  const there = controller.sensors.filter((each) => each.lun === lun);
  const [found, another] = there.filter(({ name, number }) => (typeof sensor === "string" ? name : number) === sensor);
  if (found && !another) return { sensor: found, controller };
  if (another) wrong(["sensor"], `several sensors are called ${JSON.stringify(sensor)}; expected a number`);
  else
    wrong(
      ["sensor"],
      missing(
        sensor,
        lun,
        there.map(({ name }) => name),
      ),
    );
  return undefined;
}

function missing(sensor: string | number, lun: number, names: readonly string[]): string {
  const called = typeof sensor === "string" ? JSON.stringify(sensor) : hexNumber(sensor);
  const meant = nearest(String(sensor), names);
  const hint = meant ? `did you mean ${JSON.stringify(meant)}?` : "expected the name or number of an existing sensor";
  return `there is no sensor ${called} at LUN ${lun}; ${hint}`;
}

/** Returns the names along the circle of followed sensors that leads back to `first`; undefined without a circle. */
function roundOf(first: Found, all: readonly Controller[]): readonly string[] | undefined {
  const names: string[] = [];
  const seen = new Set<Sensor>();
  for (let at: Found | undefined = first; at && !seen.has(at.sensor); ) {
    seen.add(at.sensor);
    names.push(at.sensor.name);
    const source: SourceWithNumbers | undefined = at.sensor.source;
    at = source?.kind === "follow" ? find(source.followed, at.controller, all, () => {}) : undefined;
    if (at?.sensor === first.sensor) return [...names, at.sensor.name];
  }
  return undefined;
}
