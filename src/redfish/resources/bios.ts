/** BIOS attributes: the values of the boot that runs, and a settings resource with those of the next (DSP0266 §9.10). */
import type { Bios, BiosAttribute, BiosValue, BiosValues } from "../../bmc/bios.ts";
import { changed, DONE } from "../changes.ts";
import { type Check, flag, integer, oneOf, properties, text } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import { refusal } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { type Json, link, resource, SYSTEM } from "../resource.ts";
import { typeOf } from "../schemas.ts";
import { ATTRIBUTE_REGISTRY, LARGEST_NUMBER, LONGEST_TEXT } from "./bios-registry.ts";

const BIOS = `${SYSTEM}/Bios`;
const SETTINGS = `${BIOS}/Settings`;
const RESET = `${BIOS}/Actions/Bios.ResetBios`;
const APPLY_TIME = "@Redfish.SettingsApplyTime";
/** Its name in messages: checks skip properties with an @. */
const TIMING = "SettingsApplyTime";
const APPLY_TIMES = ["OnReset"] as const;

function biosOf({ present, future, defaults, appliedMs }: Bios): Json {
  return resource(
    { at: BIOS, schema: "Bios", id: "Bios", name: "BIOS Configuration" },
    {
      AttributeRegistry: ATTRIBUTE_REGISTRY,
      Attributes: present,
      ResetBiosToDefaultsPending: isEqual(future, defaults) && !isEqual(present, defaults),
      "@Redfish.Settings": {
        "@odata.type": typeOf("Settings"),
        SettingsObject: link(SETTINGS),
        SupportedApplyTimes: APPLY_TIMES,
        ...(appliedMs !== undefined && { Time: new Date(appliedMs).toISOString(), Messages: [] }),
      },
      Actions: { "#Bios.ResetBios": { target: RESET } },
    },
  );
}

function settingsOf({ future }: Bios): Json {
  return resource(
    { at: SETTINGS, schema: "Bios", id: "Settings", name: "BIOS Settings at the Next Restart" },
    {
      AttributeRegistry: ATTRIBUTE_REGISTRY,
      Attributes: future,
      [APPLY_TIME]: { ApplyTime: "OnReset", "ApplyTime@Redfish.AllowableValues": APPLY_TIMES },
    },
  );
}

function isEqual(one: BiosValues, other: BiosValues): boolean {
  return Object.entries(one).every(([name, value]) => other[name] === value);
}

function checkOf({ value, values, min = -LARGEST_NUMBER, max = LARGEST_NUMBER }: BiosAttribute): Check<BiosValue> {
  if (typeof value === "boolean") return flag;
  if (typeof value === "number") return integer(min, max);
  return values ? oneOf(values) : text(LONGEST_TEXT);
}

/** Checks the apply time too, although an annotation: to apply another than the client wants would surprise it. */
function patch(context: Context, bios: Bios, body: Json): Reply {
  const attributes = Object.entries(bios.attributes).map(([name, attribute]) => [name, checkOf(attribute)] as const);
  const shape: Readonly<Record<string, Check<BiosValue>>> = Object.fromEntries(attributes);
  const values = properties({ Attributes: shape }, body, settingsOf(bios));
  const { [APPLY_TIME]: wanted = {} } = body;
  properties({ [TIMING]: { ApplyTime: oneOf(APPLY_TIMES) } }, { [TIMING]: wanted });
  const changes = Object.entries(values.Attributes ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  context.service.machine.operate(() => bios.change(Object.fromEntries(changes)));
  return changed(settingsOf(bios));
}

function reset({ service: { machine } }: Context, bios: Bios): Reply {
  machine.operate(() => bios.change(bios.defaults));
  return DONE;
}

/** @throws RedfishError 404 without attributes */
function existing({ service: { machine } }: Context): Bios {
  const { bios } = machine.bmc;
  if (!bios) throw refusal(404, "ResourceMissingAtURI", BIOS);
  return bios;
}

/** The property of the system. */
export function biosLink(bios: Bios | undefined): Json {
  return bios ? { Bios: link(BIOS) } : {};
}

export const biosEndpoints: readonly Endpoint[] = [
  { path: BIOS, get: ({ service: { machine } }) => machine.bmc.bios && biosOf(machine.bmc.bios) },
  {
    path: SETTINGS,
    get: ({ service: { machine } }) => machine.bmc.bios && settingsOf(machine.bmc.bios),
    patch: {
      privileges: ["ConfigureComponents"],
      run: (context, body) => patch(context, existing(context), body),
    },
  },
  { path: RESET, post: { privileges: ["ConfigureComponents"], run: (context) => reset(context, existing(context)) } },
];
