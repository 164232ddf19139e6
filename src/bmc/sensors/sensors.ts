/** The sensors of a controller, by LUN and number. */

import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { hexNumber } from "../../text/hex.ts";
import type { EventGenerator } from "../event-generator.ts";
import { RecordList } from "../record-list.ts";
import { Reservation } from "../reservation.ts";
import { initialize } from "./initialization.ts";
import type { SensorOptions } from "./options.ts";
import { presentState } from "./presence.ts";
import { Sensor, type SensorDeps } from "./sensor.ts";

const LUNS = 4;

export class Sensors {
  /** §35.4: guards reads of device SDRs in pieces. The population is static, so only a reset cancels it. */
  readonly reservation = new Reservation();
  readonly #ownerAddress: number;
  readonly #luns: readonly ReadonlyMap<number, Sensor>[];
  /** Device SDRs by LUN, made when they are first read: most BMCs have their SDRs in the repository alone. */
  readonly #records: (RecordList | undefined)[] = [];
  readonly #watchers: ((sensor: Sensor) => void)[] = [];

  /** `ownerAddress` is the controller's slave address; `generator` gets the events. */
  constructor(options: readonly SensorOptions[], ownerAddress: number, generator: EventGenerator) {
    this.#ownerAddress = ownerAddress;
    const deps: SensorDeps = {
      raise: (event, lun) => generator.generate(event, lun),
      changed: (sensor) => {
        this.#followPresence(sensor);
        for (const watcher of this.#watchers) watcher(sensor);
      },
    };
    const sensors = options.map((each) => new Sensor(each, ownerAddress, deps));
    this.#luns = Array.from({ length: LUNS }, (_, lun) => {
      const there = sensors.filter(({ definition }) => definition.lun === lun);
      return new Map(there.map((sensor) => [sensor.definition.number, sensor]));
    });
    for (const sensor of sensors) this.#followPresence(sensor);
  }

  get all(): readonly Sensor[] {
    return this.#luns.flatMap((lun) => [...lun.values()]);
  }

  /** CBh if the sensor does not exist. */
  find(number: number, lun: number): Sensor {
    const sensor = this.#luns[lun]?.get(number);
    if (sensor) return sensor;
    throw new IpmiError(CompletionCode.NotPresent, `no sensor ${hexNumber(number)} at LUN ${lun}`);
  }

  /** Calls `watcher` after a sensor scanned its input or became unavailable. */
  watch(watcher: (sensor: Sensor) => void): void {
    this.#watchers.push(watcher);
  }

  at(lun: number): readonly Sensor[] {
    return [...(this.#luns[lun]?.values() ?? [])];
  }

  /** Returns the device SDRs of a LUN. */
  records(lun: number): RecordList {
    const records = this.#records[lun] ?? recordsOf(this.at(lun));
    this.#records[lun] = records;
    return records;
  }

  /** §29.1, §14.6.1: sends the events whose conditions hold once more. */
  rearm(): void {
    for (const sensor of this.all) sensor.rearm();
  }

  /** §33.21: sets this controller's sensors to the initial values of their records. */
  initialize(records: readonly Uint8Array[]): void {
    const own = (owner: number, number: number, lun: number) =>
      owner === this.#ownerAddress ? this.#luns[lun]?.get(number) : undefined;
    for (const record of records) initialize(record, own);
  }

  reset(): void {
    this.reservation.reset();
    for (const sensor of this.all) sensor.reset();
  }

  snapshot() {
    return this.all.map((sensor) => sensor.snapshot());
  }

  /** §36: a sensor of an absent entity has no reading if its record says so. */
  #followPresence(changed: Sensor): void {
    if (presentState(changed) === undefined) return;
    const { id, instance } = changed.definition.entity;
    const ofEntity = this.all.filter(({ definition: { entity } }) => entity.id === id && entity.instance === instance);
    const present = ofEntity.some((sensor) => sensor.states.has(presentState(sensor) ?? -1));
    for (const sensor of ofEntity) if (presentState(sensor) === undefined) sensor.entityPresent = present;
  }
}

function recordsOf(sensors: readonly Sensor[]): RecordList {
  const records = new RecordList();
  for (const { record } of sensors) if (record) records.add(record);
  return records;
}
