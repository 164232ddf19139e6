/** Moves the sensors of a machine: by their configured sources, and by the operator, who may hold a sensor. */

import type { Sensor } from "../bmc/sensors/sensor.ts";
import type { Sensors } from "../bmc/sensors/sensors.ts";
import { hexNumber } from "../text/hex.ts";
import { Feed, type FeedDeps } from "./feed.ts";
import { FileSource } from "./file-source.ts";
import { FollowSource } from "./follow-source.ts";
import type { SensorReference, SourcedSensorOptions, SourceOptions } from "./options.ts";
import { randomWalk } from "./random-walk.ts";
import { script } from "./script.ts";
import { constant, type SensorInput, type Signal } from "./signal.ts";
import type { SimulatedTime } from "./simulated-time.ts";
import { SignalSource, type Source } from "./source.ts";
import { ramp, sine, square } from "./waves.ts";

/** The sensors of a management controller, and their options. */
export interface SourcedController {
  /** Slave address. */
  readonly address: number;
  readonly sensors: Sensors;
  readonly options: readonly SourcedSensorOptions[];
}

interface Sourced {
  readonly controller: SourcedController;
  readonly feed: Feed;
  readonly options: SourceOptions | undefined;
}

export class SensorSources {
  readonly time: SimulatedTime;
  readonly #controllers: readonly SourcedController[];
  readonly #sourced: ReadonlyMap<Sensor, Sourced>;
  readonly #sources = new Map<Sensor, Source>();
  readonly #followers = new Map<Sensor, FollowSource[]>();
  /** Held sensors, with the input to restore on release if no source provides one. */
  readonly #held = new Map<Sensor, readonly SensorInput[]>();

  /**
   * Applies the initial input of all sources. Raises no events for conditions that hold then.
   *
   * @throws Error if a source names a sensor that does not exist
   */
  constructor(controllers: readonly SourcedController[], time: SimulatedTime, deps: FeedDeps) {
    this.time = time;
    this.#controllers = controllers;
    this.#sourced = new Map(controllers.flatMap((each) => sourcedOf(each, deps)));
    for (const { sensors } of controllers) sensors.watch((sensor) => this.#changed(sensor));
    for (const sensor of this.#inOrder()) this.#comeUp(sensor);
  }

  /** Returns the configured source of a sensor. */
  sourceOf(sensor: Sensor): SourceOptions | undefined {
    return this.#sourced.get(sensor)?.options;
  }

  held(sensor: Sensor): boolean {
    return this.#held.has(sensor);
  }

  /** Overrides the source until `release`. A guest with permission to set the sensor still can. */
  hold(sensor: Sensor, what: SensorInput): void {
    this.#sources.get(sensor)?.end();
    if (!this.#held.has(sensor)) this.#held.set(sensor, inputsOf(sensor));
    this.#sourced.get(sensor)?.feed.give(what);
  }

  /** Shows the present input of the source; without one, the input before the sensor was held. */
  release(sensor: Sensor): void {
    const before = this.#held.get(sensor);
    if (!before) return;
    this.#held.delete(sensor);
    if (this.#sources.get(sensor)?.begin()) return;
    for (const input of before) this.#sourced.get(sensor)?.feed.give(input);
  }

  close(): void {
    for (const source of this.#sources.values()) source.end();
  }

  /** Sensors with a source, each after the sensor that it follows. */
  #inOrder(): readonly Sensor[] {
    const ordered = new Set<Sensor>();
    const add = (sensor: Sensor): void => {
      const { options, controller } = this.#sourced.get(sensor) ?? {};
      if (!options || !controller) return;
      if (options.kind === "follow") add(this.#find(controller, options.followed));
      ordered.add(sensor);
    };
    for (const sensor of this.#sourced.keys()) add(sensor);
    return [...ordered];
  }

  #comeUp(sensor: Sensor): void {
    const source = this.#sourceFor(sensor);
    if (!source) return;
    this.#sources.set(sensor, source);
    const { settings } = sensor;
    settings.setEnables({ ...settings.enables, scanning: false });
    source.begin();
    sensor.reset();
    // A reset does not scan, and followers wait for a scan.
    sensor.setReading(sensor.reading);
  }

  #sourceFor(sensor: Sensor): Source | undefined {
    const { options, controller, feed } = this.#sourced.get(sensor) ?? {};
    if (!options || !controller || !feed) return undefined;
    if (options.kind === "file") {
      const { dependsOn } = options;
      const other = dependsOn && this.#find(controller, dependsOn);
      const isPresent = () => !other || other.states.has(dependsOn.state);
      return new FileSource(options, feed, this.time, isPresent);
    }
    if (options.kind === "follow") {
      const followed = this.#find(controller, options.followed);
      const follower = new FollowSource(options.how, followed, feed, this.time);
      this.#followers.set(followed, [...(this.#followers.get(followed) ?? []), follower]);
      return follower;
    }
    const signal = signalOf(options);
    return signal && new SignalSource(signal, feed, this.time);
  }

  #changed(sensor: Sensor): void {
    for (const follower of this.#followers.get(sensor) ?? []) follower.look();
  }

  #find(from: SourcedController, { controller: address = from.address, sensor, lun }: SensorReference): Sensor {
    const controller = this.#controllers.find((each) => each.address === address);
    const found = controller?.sensors
      .at(lun)
      .find(({ definition: { name, number } }) => (typeof sensor === "string" ? name : number) === sensor);
    if (found) return found;
    throw new Error(`no sensor ${sensor} at LUN ${lun} of controller ${hexNumber(address)}`);
  }
}

function sourcedOf(controller: SourcedController, deps: FeedDeps): readonly (readonly [Sensor, Sourced])[] {
  return controller.sensors.all.map((sensor) => {
    const { number, lun } = sensor.definition;
    const own = controller.options.find((each) => each.number === number && each.lun === lun);
    return [sensor, { controller, feed: new Feed(sensor, deps), options: own?.source }];
  });
}

function signalOf(options: Exclude<SourceOptions, { readonly kind: "file" | "follow" }>): Signal | undefined {
  switch (options.kind) {
    case "constant":
      return constant(options.input);
    case "ramp":
      return ramp(options);
    case "sine":
      return sine(options);
    case "square":
      return square(options);
    case "randomWalk":
      return randomWalk(options);
    case "script":
      return script(options);
    case "guest":
      return undefined;
  }
}

/** Returns the inputs that restore the present state of a sensor. */
function inputsOf(sensor: Sensor): readonly SensorInput[] {
  const { input, available } = sensor.snapshot();
  if (!available) return [{ unavailable: true }];
  const { format, isThreshold } = sensor.definition;
  const states = isThreshold ? [] : [{ states: [...input.states] }];
  return format === "none" ? states : [...states, { raw: input.reading }];
}
