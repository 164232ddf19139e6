/** Collections of the hardware that the configuration describes. The ID of a member is its number, from 1. */
import type { Hardware } from "../../bmc/hardware.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Context } from "../request.ts";
import { collection, type Json, link, resource } from "../resource.ts";
import type { Schema } from "../schemas.ts";

export interface Configured<T> {
  readonly at: string;
  readonly schema: Schema;
  /** Absent: only the members are resources. */
  readonly collection?: { readonly schema: Schema; readonly name: string };
  in(hardware: Hardware): readonly T[];
  /** Name of a member, and its properties. */
  nameOf(part: T, number: number): string;
  show(part: T, context: Context): Json;
}

export function hardwareOf({ service: { machine } }: Context): Hardware {
  return machine.bmc.options.hardware;
}

/** The property of the system that links to the collection, which does not exist without members. */
export function linkTo<T>(property: string, { at, in: parts }: Configured<T>, hardware: Hardware): Json {
  return parts(hardware).length > 0 ? { [property]: link(at) } : {};
}

export function configuredEndpoints<T>(configured: Configured<T>): readonly Endpoint[] {
  const { at, collection: all, in: parts } = configured;
  const members = memberEndpoint(configured);
  if (!all) return [members];
  const get = (context: Context) => {
    const paths = parts(hardwareOf(context)).map((_, index) => `${at}/${index + 1}`);
    return paths.length > 0 ? collection(at, all.schema, all.name, paths) : undefined;
  };
  return [{ path: at, get }, members];
}

function memberEndpoint<T>({ at, schema, in: parts, nameOf, show }: Configured<T>): Endpoint {
  return {
    path: `${at}/:number`,
    get(context) {
      const id = context.params["number"] ?? "";
      const number = /^[1-9]\d{0,2}$/.test(id) ? Number(id) : 0;
      const part = parts(hardwareOf(context))[number - 1];
      if (part === undefined) return undefined;
      return resource(
        { at: `${at}/${id}`, schema, id, name: nameOf(part, number) },
        { ...show(part, context), Status: { State: "Enabled", Health: "OK" } },
      );
    },
  };
}
