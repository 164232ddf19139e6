/** The registry of the BIOS attributes: their types, accepted values and defaults. */
import type { Bios, BiosAttribute } from "../../bmc/bios.ts";
import type { Endpoint } from "../endpoint.ts";
import { type Json, ROOT, resource } from "../resource.ts";

/** ID of the file in the collection of registries. */
export const BIOS_REGISTRY = "BiosAttributeRegistry";
const VERSION = "1.0.0";
export const ATTRIBUTE_REGISTRY = `${BIOS_REGISTRY}.v${VERSION.replaceAll(".", "_")}`;
export const BIOS_REGISTRY_FILE = `${ROOT}/Registries/${BIOS_REGISTRY}`;
export const BIOS_REGISTRY_AT = `${BIOS_REGISTRY_FILE}/${ATTRIBUTE_REGISTRY}`;

/** Limits of values for which the configuration names none. */
export const LONGEST_TEXT = 256;
export const LARGEST_NUMBER = 2 ** 31 - 1;

function typeOf({ value, values, min, max }: BiosAttribute): Json {
  if (typeof value === "boolean") return { Type: "Boolean" };
  if (typeof value === "number") return { Type: "Integer", LowerBound: min, UpperBound: max };
  if (!values) return { Type: "String", MaxLength: LONGEST_TEXT };
  return { Type: "Enumeration", Value: values.map((each) => ({ ValueName: each, ValueDisplayName: each })) };
}

function registryOf({ attributes }: Bios): Json {
  return resource(
    { at: BIOS_REGISTRY_AT, schema: "AttributeRegistry", id: ATTRIBUTE_REGISTRY, name: "BIOS Attribute Registry" },
    {
      Language: "en",
      OwningEntity: "extern-bmc",
      RegistryVersion: VERSION,
      RegistryEntries: {
        Attributes: Object.entries(attributes).map(([name, attribute]) => ({
          AttributeName: name,
          DisplayName: name,
          ...typeOf(attribute),
          DefaultValue: attribute.value,
          ReadOnly: false,
          ResetRequired: true,
        })),
      },
    },
  );
}

export const biosRegistryEndpoints: readonly Endpoint[] = [
  { path: BIOS_REGISTRY_AT, get: ({ service: { machine } }) => machine.bmc.bios && registryOf(machine.bmc.bios) },
];
