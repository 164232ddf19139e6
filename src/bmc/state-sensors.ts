/**
 * Sensors that report the BMC's own state: event log, ACPI power state, front panel buttons and panics (IPMI table 42-3). Each is
 * moved when that state changes, so an operator's value stands until the next change.
 */
import { RUN_TIME_STOP } from "./guest-panics.ts";
import type { Sel } from "./sel.ts";
import type { Sensor } from "./sensors/sensor.ts";
import type { Sensors } from "./sensors/sensors.ts";

const SensorType = { EventLogging: 0x10, Button: 0x14, OsCriticalStop: 0x20, AcpiPowerState: 0x22 } as const;

const Log = { Cleared: 2, Full: 4, AlmostFull: 5 } as const;
/** The share of the log that is "almost full": IPMI leaves it to the BMC. */
const ALMOST_FULL = 0.75;

const BUTTON_STATES = { power: 0, reset: 2 } as const;
export type PressedButton = keyof typeof BUTTON_STATES;

/** Offsets of sensor type 22h for the codes of Set ACPI Power State (§20.6) that are not the same. */
const ACPI_OFFSETS: ReadonlyMap<number, number> = new Map([
  [0x20, 0x0b],
  [0x21, 0x0c],
  [0x2a, 0x0e],
]);

export class StateSensors {
  readonly #sensors: Sensors;
  #log: ReadonlySet<number> = new Set();
  #acpi: number | undefined;

  constructor(sensors: Sensors) {
    this.#sensors = sensors;
  }

  /** Follows the event log. "Full" is reported by the event that takes the last place. */
  logChanged({ size, capacity }: Sel, cleared: boolean): void {
    const isFull = size >= capacity - 1;
    const now = new Set([
      ...(size >= capacity * ALMOST_FULL ? [Log.AlmostFull] : []),
      ...(isFull ? [Log.Full] : []),
      ...(cleared || this.#log.has(Log.Cleared) ? [Log.Cleared] : []),
    ]);
    const before = this.#log;
    this.#log = now;
    for (const sensor of this.#of(SensorType.EventLogging)) {
      if (cleared) {
        // Each clear is an event of its own, the first of the empty log.
        move(sensor, Log.Cleared, false);
        move(sensor, Log.Cleared, true);
      }
      for (const offset of before.difference(now)) move(sensor, offset, false);
      for (const offset of now.difference(before)) move(sensor, offset, true);
    }
  }

  /** Takes a power state in the codes of §20.6. */
  acpiChanged(state: number): void {
    if (state === this.#acpi) return;
    this.#acpi = state;
    const offset = ACPI_OFFSETS.get(state) ?? state;
    for (const sensor of this.#of(SensorType.AcpiPowerState)) {
      if (sensor.definition.states.includes(offset)) sensor.setStates(new Set([offset]));
    }
  }

  pressed(button: PressedButton): void {
    for (const sensor of this.#of(SensorType.Button)) {
      move(sensor, BUTTON_STATES[button], true);
      move(sensor, BUTTON_STATES[button], false);
    }
  }

  /** A panic of the guest, or its end. Returns false without a sensor for it. */
  panicked(hasPanicked: boolean): boolean {
    const sensors = this.#of(SensorType.OsCriticalStop).filter(({ definition }) =>
      definition.states.includes(RUN_TIME_STOP),
    );
    for (const sensor of sensors) move(sensor, RUN_TIME_STOP, hasPanicked);
    return sensors.length > 0;
  }

  #of(type: number): readonly Sensor[] {
    return this.#sensors.all.filter(({ definition }) => definition.type === type && !definition.isThreshold);
  }
}

function move(sensor: Sensor, offset: number, asserted: boolean): void {
  if (sensor.definition.states.includes(offset)) sensor.setState(offset, asserted);
}
