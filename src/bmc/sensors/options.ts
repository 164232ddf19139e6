/** What a sensor is made from, and what follows where nothing is said. */
import type { ReadingFactors } from "../records/reading-factors.ts";
import type { Linearization, NumericFormat } from "./conversion.ts";
import type { EventSets } from "./event-flags.ts";
import type { FactorTable } from "./factor-table.ts";
import { type RecordKind, type ResolvedKind, resolveKind } from "./resolve-kind.ts";
import {
  type Hysteresis,
  isUpper,
  THRESHOLD_EVENTS,
  THRESHOLDS,
  type Threshold,
  type ThresholdValues,
} from "./thresholds.ts";

/** §43.1, byte 12, bits 5:4 and 3:2. */
export const Access = { none: 0, readable: 1, settable: 2, fixed: 3 } as const;
export type Access = keyof typeof Access;

/** §43.1, byte 12, bits 1:0. */
export const EventControl = { perEvent: 0, entireSensor: 1, globalOnly: 2, none: 3 } as const;
export type EventControl = keyof typeof EventControl;

/** §43.2, bytes 24 and 25: a record that tells of several sensors, whose numbers follow one another. */
export interface RecordSharing {
  /** 2 to 15. */
  readonly count: number;
  /** What follows the name, from `offset` on: 0 is "0", or "A". */
  readonly modifier: "numeric" | "alpha";
  /** 0 to 127. */
  readonly offset: number;
  /** Whether each has the next instance of the entity. */
  readonly instanceIncrements: boolean;
}

/** Raw readings are bytes, 0 to 255, in the sensor's format. */
export interface SensorOptions {
  /** 0 to FEh. */
  readonly number: number;
  /** 0 to 3. */
  readonly lun: number;
  /** Up to 16 characters. */
  readonly name: string;
  /** §42.2. */
  readonly type: number;
  /** §42.1. Defaults to sensor-specific for a sensor with states, otherwise to threshold. */
  readonly readingType?: number | undefined;
  readonly entity: { readonly id: number; readonly instance: number; readonly logical: boolean };
  readonly ignoreIfEntityAbsent: boolean;
  /** Left out: full for a sensor with a numeric reading, else compact. */
  readonly recordKind?: RecordKind | undefined;
  /** Of a compact or event-only record. */
  readonly share?: RecordSharing | undefined;
  /** Left out: unsigned for a threshold sensor, none for a discrete one. */
  readonly format?: NumericFormat | undefined;
  readonly units: SensorUnits;
  readonly linearization: Linearization;
  readonly factors: ReadingFactors;
  /** Of a non-linear sensor: factors from this reading on. */
  readonly factorTable: FactorTable;
  readonly range: ReadingRange;
  readonly thresholds: ThresholdValues;
  /** Left out: all there are. */
  readonly readableThresholds?: readonly Threshold[] | undefined;
  readonly settableThresholds?: readonly Threshold[] | undefined;
  /** Those that Get Sensor Reading tells the comparison with (§43.1, bytes 15 to 18, bits 14:12). */
  readonly comparedThresholds?: readonly Threshold[] | undefined;
  readonly hysteresis: Hysteresis & { readonly access?: Access | undefined };
  /** Offsets that a discrete sensor can report, 0 to 14. */
  readonly states: readonly number[];
  /** Supported events. Left out: of thresholds, lower going low and upper going high; of a discrete sensor, all states. */
  readonly assertionEvents?: readonly number[] | undefined;
  readonly deassertionEvents?: readonly number[] | undefined;
  readonly eventControl: EventControl;
  readonly rearm: "auto" | "manual";
  readonly settable: boolean;
  readonly typeSettable: boolean;
  /** How it comes up. */
  readonly initial: {
    readonly reading: number;
    readonly states: readonly number[];
    readonly available: boolean;
    readonly scanning: boolean;
    readonly eventMessages: boolean;
  };
}

/** §43.1, bytes 21 to 23. */
export interface SensorUnits {
  readonly base: number;
  readonly modifier: number;
  readonly modifierOperation: "none" | "divide" | "multiply";
  readonly rate: "none" | "microsecond" | "millisecond" | "second" | "minute" | "hour" | "day";
  readonly percentage: boolean;
}

/** §43.1, bytes 31 to 36, raw. Left out: not specified, or all that the format can say. */
export interface ReadingRange {
  readonly nominal?: number | undefined;
  readonly normalMaximum?: number | undefined;
  readonly normalMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minimum?: number | undefined;
}

/** The same with nothing left out. */
export interface SensorDefinition extends Omit<SensorOptions, keyof ResolvedKind>, ResolvedKind {
  readonly readableThresholds: readonly Threshold[];
  readonly settableThresholds: readonly Threshold[];
  readonly comparedThresholds: readonly Threshold[];
  readonly hysteresis: Hysteresis & { readonly access: Access };
  readonly supported: EventSets;
}

export function defineSensor(options: SensorOptions): SensorDefinition {
  const { states, thresholds, hysteresis, eventControl } = options;
  const kind = resolveKind({ ...options, asserted: options.initial.states });
  const existing = THRESHOLDS.filter((threshold) => thresholds[threshold] !== undefined);
  const usual = kind.isThreshold ? usualEvents(existing) : states;
  const events = (chosen: readonly number[] | undefined) => new Set(eventControl === "none" ? [] : (chosen ?? usual));
  return {
    ...options,
    ...kind,
    readableThresholds: options.readableThresholds ?? existing,
    settableThresholds: options.settableThresholds ?? existing,
    comparedThresholds: options.comparedThresholds ?? existing,
    hysteresis: { ...hysteresis, access: hysteresis.access ?? (existing.length > 0 ? "settable" : "none") },
    supported: { assertion: events(options.assertionEvents), deassertion: events(options.deassertionEvents) },
  };
}

function usualEvents(existing: readonly Threshold[]): readonly number[] {
  return THRESHOLD_EVENTS.filter(
    ({ threshold, goingHigh }) => existing.includes(threshold) && goingHigh === isUpper(threshold),
  ).map(({ offset }) => offset);
}
