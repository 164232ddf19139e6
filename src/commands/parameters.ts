/**
 * Configuration parameters: one Get and one Set command for a table of values. A selector numbers the values, and each
 * has its own layout (LAN §23.1–§23.2, boot options §28.12–§28.13, PEF §30.3–§30.4, system info §22.14a).
 */

import type { Bmc } from "../bmc/bmc.ts";
import type { SetInProgress } from "../bmc/set-in-progress.ts";
import { bitfield, bits } from "../codec/bitfield.ts";
import { rest } from "../codec/bytes.ts";
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { u8 } from "../codec/integer.ts";
import { encode, type Layout } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import { readData } from "../ipmi/request-data.ts";

/** One row of a table. `Target` holds the values: the BMC, or the part of it that a command names (a LAN channel). */
export interface Parameter<Value = unknown, SetValue = unknown, Target = Bmc> {
  readonly selector: number;
  /** The specification's name. */
  readonly name: string;
  readonly layout: Layout<Value>;
  /** The layout of a Set where it differs from a Get's. */
  readonly setLayout?: Layout<SetValue>;
  /** Reads the value. `set` and `block` are the Get command's selectors; 0 where a parameter has neither. */
  get(target: Target, set: number, block: number): NoInfer<Value>;
  /** Writes the value. Absent: read-only. */
  set?(target: Target, value: NoInfer<SetValue>): void;
}

export type ParameterTable<Target = Bmc> = readonly Parameter<unknown, unknown, Target>[];

export function defineParameter<Value, SetValue, Target = Bmc>(
  parameter: Parameter<Value, SetValue, Target> & { readonly setLayout: Layout<SetValue> },
): Parameter<Value, SetValue, Target>;
export function defineParameter<Value, Target = Bmc>(
  parameter: Omit<Parameter<Value, Value, Target>, "setLayout">,
): Parameter<Value, Value, Target>;
export function defineParameter<Value, SetValue, Target>(
  parameter: Parameter<Value, SetValue, Target>,
): Parameter<Value, SetValue, Target> {
  return parameter;
}

/** Parameter 0, Set In Progress. Every parameter table that has one uses this. */
export function setInProgress<Target = Bmc>(progressOf: (target: Target) => SetInProgress) {
  return defineParameter({
    selector: 0,
    name: "Set In Progress",
    layout: bitfield({ state: bits(1, 0) }),
    get: (target: Target) => ({ state: progressOf(target).value }),
    set: (target, { state }) => progressOf(target).set(state),
  });
}

/** Completion codes of the Get and Set commands. `SetInProgress` throws the third one, 81h. */
const ParameterCode = { NotSupported: 0x80, ReadOnly: 0x82 } as const;

/** The fields of a Get request that follow the command's own. */
export const parameterSelectors = { selector: u8, set: u8, block: u8 };

/** A Get answer: parameter revision, then the parameter. */
export const parameterResponse = struct({ revision: u8, data: rest });

/** Present revision 1, compatible down to revision 1. */
const PARAMETER_REVISION = 0x11;

export interface ParameterRequest {
  /** True: return only the revision, if the parameter exists. */
  readonly revisionOnly?: boolean;
  readonly selector: number;
  readonly set?: number;
  readonly block?: number;
}

/**
 * Answers a Get, for `parameterResponse`. Throws `IpmiError` 80h for an unknown selector, or the parameter's own
 * refusal.
 */
export function getParameter<Target>(table: ParameterTable<Target>, target: Target, request: ParameterRequest) {
  const parameter = findParameter(table, request.selector);
  const data = request.revisionOnly ? EMPTY_BYTES : dataOf(parameter, target, request);
  return { revision: PARAMETER_REVISION, data };
}

/**
 * Performs a Set. Throws `IpmiError` 80h for an unknown selector, 82h for a read-only parameter, C7h or CCh for data
 * that does not fit the layout, or the parameter's own refusal.
 */
export function setParameter<Target>(
  table: ParameterTable<Target>,
  target: Target,
  selector: number,
  data: Uint8Array,
): void {
  const parameter = findParameter(table, selector);
  if (!parameter.set)
    throw new IpmiError(ParameterCode.ReadOnly, `parameter ${selector}, ${parameter.name}, is read-only`);
  parameter.set(target, readData(parameter.setLayout ?? parameter.layout, data));
}

/** Finds a parameter by its selector. Throws `IpmiError` 80h when the table has none. */
export function findParameter<Target>(table: ParameterTable<Target>, selector: number): ParameterTable<Target>[number] {
  const parameter = table.find((candidate) => candidate.selector === selector);
  if (parameter) return parameter;
  throw new IpmiError(ParameterCode.NotSupported, `parameter ${selector} does not exist`);
}

function dataOf<Target>(
  { layout, get }: Parameter<unknown, unknown, Target>,
  target: Target,
  { set = 0, block = 0 }: ParameterRequest,
): Uint8Array {
  return encode(layout, get(target, set, block));
}
