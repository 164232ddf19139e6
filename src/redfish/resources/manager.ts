/** The manager: the BMC itself, its clock, and its resets. */
import type { Machine } from "../../machine.ts";
import { changed, DONE } from "../changes.ts";
import { dateTime, oneOf, parameters, properties } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Context, Reply } from "../request.ts";
import { CHASSIS, collection, type Json, link, MANAGER, ROOT, resource, SYSTEM } from "../resource.ts";
import { firmwareVersion } from "./firmware-version.ts";
import { serialLink } from "./serial-interfaces.ts";
import { FIRMWARE } from "./update-service.ts";
import { mediaOf } from "./virtual-media.ts";

const RESET = `${MANAGER}/Actions/Manager.Reset`;
/** A cold and a warm reset of the BMC (IPMI §20.2, §20.3). */
const RESET_TYPES = ["ForceRestart", "GracefulRestart"] as const;

const DEFAULTS = `${MANAGER}/Actions/Manager.ResetToDefaults`;
const DEFAULTS_TYPES = ["ResetAll", "PreserveNetworkAndUsers", "PreserveNetwork"] as const;
const PRESERVED = {
  ResetAll: [],
  PreserveNetworkAndUsers: ["network", "users"],
  PreserveNetwork: ["network"],
} as const satisfies Readonly<Record<(typeof DEFAULTS_TYPES)[number], readonly string[]>>;

function managerOf({ service: { machine } }: Context): Json {
  const { bmc } = machine;
  return resource(
    { at: MANAGER, schema: "Manager", id: "1", name: `${machine.name} BMC` },
    {
      ManagerType: "BMC",
      UUID: bmc.options.guid,
      ServiceEntryPointUUID: bmc.options.guid,
      FirmwareVersion: firmwareVersion(bmc.options.device),
      DateTime: dateTimeOf(machine),
      DateTimeLocalOffset: "+00:00",
      PowerState: "On",
      Status: { State: "Enabled", Health: "OK" },
      NetworkProtocol: link(`${MANAGER}/NetworkProtocol`),
      EthernetInterfaces: link(`${MANAGER}/EthernetInterfaces`),
      ...serialLink(machine),
      LogServices: link(`${MANAGER}/LogServices`),
      ...mediaOf(machine, MANAGER),
      Links: {
        ManagerForServers: [link(SYSTEM)],
        ManagerForChassis: [link(CHASSIS)],
        ManagerInChassis: link(CHASSIS),
        ActiveSoftwareImage: link(FIRMWARE),
        SoftwareImages: [link(FIRMWARE)],
      },
      Actions: {
        "#Manager.Reset": { target: RESET, "ResetType@Redfish.AllowableValues": RESET_TYPES },
        "#Manager.ResetToDefaults": { target: DEFAULTS, "ResetType@Redfish.AllowableValues": DEFAULTS_TYPES },
      },
    },
  );
}

/** The SEL time, which is the BMC's only clock. */
export function dateTimeOf({ bmc }: Machine): string {
  return timeText(bmc.sel.timestamp());
}

export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "+00:00");
}

/** The answer leaves first; the sessions end with the reset. */
function reset({ service: { machine } }: Context, body: Json): Reply {
  const { ResetType: type } = parameters("Manager.Reset", { ResetType: oneOf(RESET_TYPES) }, body, "ResetType");
  machine.operate((bmc) => (type === "ForceRestart" ? bmc.coldReset() : bmc.warmReset()));
  return DONE;
}

function resetToDefaults({ service: { machine } }: Context, body: Json): Reply {
  const shape = { ResetType: oneOf(DEFAULTS_TYPES) };
  const { ResetType: type } = parameters("Manager.ResetToDefaults", shape, body, "ResetType");
  return { ...DONE, underWay: machine.defaults.restore(PRESERVED[type]).then(() => DONE) };
}

export const managerEndpoints: readonly Endpoint[] = [
  {
    path: `${ROOT}/Managers`,
    get: () => collection(`${ROOT}/Managers`, "ManagerCollection", "Managers", [MANAGER]),
  },
  {
    path: MANAGER,
    get: managerOf,
    patch: {
      privileges: ["ConfigureManager"],
      run(context, body) {
        const { DateTime: text } = properties({ DateTime: dateTime }, body, managerOf(context));
        if (text !== undefined) context.service.machine.operate(({ sel }) => sel.time.set(text));
        return changed(managerOf(context));
      },
    },
  },
  { path: RESET, post: { privileges: ["ConfigureManager"], run: reset } },
  { path: DEFAULTS, post: { privileges: ["ConfigureManager"], run: resetToDefaults } },
];
