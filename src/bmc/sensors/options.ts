/** Options of a sensor, and the definition that completes them with defaults. */
import { oncePer } from "../once-per.ts";
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

/** §43.2, bytes 24 and 25: one record for several sensors with consecutive numbers. */
export interface RecordSharing {
  /** 2 to 15. */
  readonly count: number;
  /** Suffix of the name, counted from `offset`: 0 is "0" or "A". */
  readonly modifier: "numeric" | "alpha";
  /** 0 to 127. */
  readonly offset: number;
  /** Whether each sensor monitors the next instance of the entity. */
  readonly instanceIncrements: boolean;
}

/** Options as the configuration writes them. Raw readings are bytes, 0 to 255, in the sensor's format. */
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
  /** Defaults to full for a sensor with a numeric reading, otherwise to compact. */
  readonly recordKind?: RecordKind | undefined;
  /** Only compact and event-only records can be shared. */
  readonly share?: RecordSharing | undefined;
  /** Defaults to unsigned for a threshold sensor, and to none for a discrete one. */
  readonly format?: NumericFormat | undefined;
  readonly units: SensorUnits;
  readonly linearization: Linearization;
  readonly factors: ReadingFactors;
  /** Factors of a non-linear sensor. */
  readonly factorTable: FactorTable;
  readonly range: ReadingRange;
  readonly thresholds: ThresholdValues;
  /** Defaults to all thresholds that have a value; so do the next two. */
  readonly readableThresholds?: readonly Threshold[] | undefined;
  readonly settableThresholds?: readonly Threshold[] | undefined;
  /** Thresholds that Get Sensor Reading compares the reading with (§43.1, bytes 15 to 18, bits 14:12). */
  readonly comparedThresholds?: readonly Threshold[] | undefined;
  readonly hysteresis: Hysteresis & { readonly access?: Access | undefined };
  /** Offsets that a discrete sensor can report, 0 to 14. */
  readonly states: readonly number[];
  /** Supported events. Default to lower going low and upper going high, or to all states of a discrete sensor. */
  readonly assertionEvents?: readonly number[] | undefined;
  readonly deassertionEvents?: readonly number[] | undefined;
  readonly eventControl: EventControl;
  readonly rearm: "auto" | "manual";
  readonly settable: boolean;
  readonly typeSettable: boolean;
  /** State at power-up. */
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

/** §43.1, bytes 31 to 36, raw. Default to unspecified; maximum and minimum default to the ends of the format. */
export interface ReadingRange {
  readonly nominal?: number | undefined;
  readonly normalMaximum?: number | undefined;
  readonly normalMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minimum?: number | undefined;
}

/** Options with every default filled in. */
export interface SensorDefinition extends Omit<SensorOptions, keyof ResolvedKind>, ResolvedKind {
  readonly readableThresholds: readonly Threshold[];
  readonly settableThresholds: readonly Threshold[];
  readonly comparedThresholds: readonly Threshold[];
  readonly hysteresis: Hysteresis & { readonly access: Access };
  readonly supported: EventSets;
}

/** Returns the definition that equal sensors of all machines share. */
export const defineSensor = oncePer((options: SensorOptions): SensorDefinition => {
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
});

function usualEvents(existing: readonly Threshold[]): readonly number[] {
  return THRESHOLD_EVENTS.filter(
    ({ threshold, goingHigh }) => existing.includes(threshold) && goingHigh === isUpper(threshold),
  ).map(({ offset }) => offset);
}
