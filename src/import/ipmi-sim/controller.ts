/** A management controller of ipmi_sim, built up by its commands. */
import type { Settings } from "../settings.ts";

export interface SimSensor {
  readonly number: number;
  readonly lun: number;
  readonly type: number;
  readonly readingType: number;
  readonly isEventOnly: boolean;
  readonly source: Settings | undefined;
  value: number | undefined;
  readonly asserted: Set<number>;
  thresholds: { readonly access: Access; readonly enabled: readonly number[]; readonly values: readonly number[] };
  hysteresis: { readonly access: Access; readonly positive: number; readonly negative: number };
  events: SimEvents | undefined;
}

export type Access = "none" | "readable" | "settable" | "fixed";

export interface SimEvents {
  readonly enabled: boolean;
  readonly scanning: boolean;
  readonly control: string;
  readonly assertions: readonly number[];
  readonly deassertions: readonly number[];
}

export class SimController {
  readonly address: number;
  device: Settings | undefined;
  enabled = false;
  guid: string | undefined;
  capacity: number | undefined;
  /** Its records are those of a file of ipmi_sim's state directory. */
  persistsSdrs = false;
  /** Whether entries of the log can be deleted. */
  deletes = true;
  readonly events: string[] = [];
  sdrs: string[] = [];
  readonly frus: Settings[] = [];
  readonly #sensors = new Map<string, SimSensor>();

  constructor(address: number) {
    this.address = address;
  }

  get sensors(): readonly SimSensor[] {
    return [...this.#sensors.values()];
  }

  /** Returns the sensor; undefined if it does not exist. */
  sensor(lun: number, number: number): SimSensor | undefined {
    return this.#sensors.get(`${lun} ${number}`);
  }

  add(sensor: SimSensor): void {
    this.#sensors.set(`${sensor.lun} ${sensor.number}`, sensor);
  }
}
