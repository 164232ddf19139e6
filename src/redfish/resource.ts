/** The parts that all resources share (DSP0266 §9). */
import { type Schema, typeOf } from "./schemas.ts";

export type Json = Readonly<Record<string, unknown>>;

export const ROOT = "/redfish/v1";
export const SYSTEM = `${ROOT}/Systems/1`;
export const CHASSIS = `${ROOT}/Chassis/1`;
export const MANAGER = `${ROOT}/Managers/1`;

export interface Identity {
  readonly at: string;
  readonly schema: Schema;
  readonly id: string;
  readonly name: string;
}

/** Makes a resource. Values that are undefined are left out. */
export function resource({ at, schema, id, name }: Identity, values: Json): Json {
  return { "@odata.id": at, "@odata.type": typeOf(schema), Id: id, Name: name, ...values };
}

export function link(at: string): Json {
  return { "@odata.id": at };
}

/** Makes a collection. `members` are paths of resources, or resources. */
export function collection(at: string, schema: Schema, name: string, members: readonly (string | Json)[]): Json {
  return {
    "@odata.id": at,
    "@odata.type": typeOf(schema),
    Name: name,
    Members: members.map((member) => (typeof member === "string" ? link(member) : member)),
    "Members@odata.count": members.length,
  };
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
