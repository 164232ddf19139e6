/**
 * Configuration parameters: one Get and one Set command for a table of values that a selector numbers, each with a layout
 * of its own (LAN §23.1–§23.2, boot options §28.12–§28.13, PEF §30.3–§30.4, system info §22.14a).
 */
import type { Bmc } from "../bmc/bmc.ts";
import type { SetInProgress } from "../bmc/set-in-progress.ts";
import { bitfield, bits } from "../codec/bitfield.ts";
import { rest } from "../codec/bytes.ts";
import { u8 } from "../codec/integer.ts";
import { encode, type Layout } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import { readData } from "../ipmi/request-data.ts";

/** One row. `Target` is what holds the values: the BMC, or the part of it that a command names (a LAN channel). */
export interface Parameter<Value = unknown, SetValue = unknown, Target = Bmc> {
  readonly selector: number;
  /** As the specification has it. */
  readonly name: string;
  readonly layout: Layout<Value>;
  /** What a Set takes, where that is not what a Get gives. */
  readonly setLayout?: Layout<SetValue>;
  /** `set` and `block` are the Get command's selectors; 0 where a parameter has neither. */
  get(target: Target, set: number, block: number): NoInfer<Value>;
  /** Absent: read-only. */
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

/** Parameter 0 of every table that has one. */
export function setInProgress<Target = Bmc>(progressOf: (target: Target) => SetInProgress) {
  return defineParameter({
    selector: 0,
    name: "Set In Progress",
    layout: bitfield({ state: bits(1, 0) }),
    get: (target: Target) => ({ state: progressOf(target).value }),
    set: (target, { state }) => progressOf(target).set(state),
  });
}

/** 80h and 82h of the Get and Set commands; 81h is `SetInProgress`'s. */
const ParameterCode = { NotSupported: 0x80, ReadOnly: 0x82 } as const;

/** Fields of a Get command's request, after what is the command's own. */
export const parameterSelectors = { selector: u8, set: u8, block: u8 };

/** What a Get command answers: parameter revision, then the parameter. */
export const parameterResponse = struct({ revision: u8, data: rest });

/** Present revision 1, compatible down to revision 1. */
const PARAMETER_REVISION = 0x11;

export interface ParameterRequest {
  /** Only whether there is such a parameter, and its revision. */
  readonly revisionOnly?: boolean;
  readonly selector: number;
  readonly set?: number;
  readonly block?: number;
}

/** The answer to a Get, as `parameterResponse` has it. @throws IpmiError 80h, or what the parameter refuses with. */
export function getParameter<Target>(table: ParameterTable<Target>, target: Target, request: ParameterRequest) {
  const parameter = findParameter(table, request.selector);
  const data = request.revisionOnly ? new Uint8Array() : dataOf(parameter, target, request);
  return { revision: PARAMETER_REVISION, data };
}

/** Does a Set. @throws IpmiError 80h, 82h, C7h and CCh as the layout has it, or what the parameter refuses with. */
export function setParameter<Target>(
  table: ParameterTable<Target>,
  target: Target,
  selector: number,
  data: Uint8Array,
): void {
  const parameter = findParameter(table, selector);
  if (!parameter.set) throw new IpmiError(ParameterCode.ReadOnly, `${parameter.name} is read-only`);
  parameter.set(target, readData(parameter.setLayout ?? parameter.layout, data));
}

/** @throws IpmiError 80h when there is none. */
export function findParameter<Target>(table: ParameterTable<Target>, selector: number): ParameterTable<Target>[number] {
  const parameter = table.find((candidate) => candidate.selector === selector);
  if (parameter) return parameter;
  throw new IpmiError(ParameterCode.NotSupported, `no parameter ${selector}`);
}

function dataOf<Target>(
  { layout, get }: Parameter<unknown, unknown, Target>,
  target: Target,
  { set = 0, block = 0 }: ParameterRequest,
): Uint8Array {
  return encode(layout, get(target, set, block));
}
