/** The computer system: identity from FRU device 0, power, boot override, watchdog, serial console. */
import type { Hardware } from "../../bmc/hardware.ts";
import { PreTimeoutInterrupt, TimeoutAction } from "../../bmc/watchdog.ts";
import type { Machine } from "../../machine.ts";
import { changed } from "../changes.ts";
import { oneOf, properties } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Context } from "../request.ts";
import { CHASSIS, collection, type Json, link, MANAGER, ROOT, resource, SYSTEM } from "../resource.ts";
import { ASSET_TAG, assetTagOf, setAssetTag } from "./asset-tag.ts";
import { biosLink } from "./bios.ts";
import { machineHealth } from "./health.ts";
import { INDICATOR, indicate, indicatorOf } from "./indicator.ts";
import { inventoryOf } from "./inventory.ts";
import { memoryOf } from "./memory.ts";
import { processorsOf } from "./processors.ts";
import { secureBootLink } from "./secure-boot.ts";
import { storageLink } from "./storage.ts";
import { bootOf, bootShape, override, withoutUnchanged } from "./system-boot.ts";
import { networkOf } from "./system-network.ts";
import { RESET, reset, resetTypes } from "./system-reset.ts";
import { mediaOf } from "./virtual-media.ts";

const POLICIES = { AlwaysOn: "alwaysOn", AlwaysOff: "alwaysOff", LastState: "previous" } as const;
const POLICY_NAMES = ["AlwaysOn", "AlwaysOff", "LastState"] as const satisfies readonly (keyof typeof POLICIES)[];

function shapeOf(machine: Machine) {
  return { ...INDICATOR, ...ASSET_TAG, Boot: bootShape(machine), PowerRestorePolicy: oneOf(POLICY_NAMES) };
}

function systemOf({ service: { machine } }: Context): Json {
  const { bmc } = machine;
  const { chassis } = bmc;
  const { manufacturer, model, partNumber, serialNumber } = inventoryOf(machine);
  const policy = POLICY_NAMES.find((name) => POLICIES[name] === chassis.powerRestorePolicy);
  return resource(
    { at: SYSTEM, schema: "ComputerSystem", id: "1", name: machine.name },
    {
      SystemType: "Virtual",
      UUID: bmc.options.systemGuid,
      Manufacturer: manufacturer,
      Model: model,
      PartNumber: partNumber,
      SerialNumber: serialNumber,
      ...assetTagOf(machine),
      ...namesOf(machine),
      PowerState: chassis.powerOn ? "On" : "Off",
      ...(policy && { PowerRestorePolicy: policy }),
      ...indicatorOf(machine),
      Status: { State: chassis.powerOn ? "Enabled" : "StandbyOffline", Health: machineHealth(machine) },
      Boot: bootOf(machine),
      ...(bmc.restartedMs !== undefined && { LastResetTime: new Date(bmc.restartedMs).toISOString() }),
      HostWatchdogTimer: watchdogOf(machine),
      ...serialConsoleOf(machine),
      ...hardwareIn(bmc.options.hardware),
      ...biosLink(bmc.bios),
      ...secureBootLink(bmc.secureBoot),
      LogServices: link(`${SYSTEM}/LogServices`),
      ...mediaOf(machine, SYSTEM),
      Links: { Chassis: [link(CHASSIS)], ManagedBy: [link(MANAGER)] },
      Actions: {
        "#ComputerSystem.Reset": { target: RESET, "ResetType@Redfish.AllowableValues": resetTypes(machine) },
      },
    },
  );
}

function hardwareIn(hardware: Hardware): Json {
  return { ...processorsOf(hardware), ...memoryOf(hardware), ...networkOf(hardware), ...storageLink(hardware) };
}

/** Names that system software stored in the BMC (IPMI §22.14a). */
function namesOf({ bmc: { systemInfo } }: Machine): Json {
  const hostName = systemInfo.text("systemName");
  const firmware = systemInfo.text("firmwareVersion");
  return { ...(hostName !== "" && { HostName: hostName }), ...(firmware !== "" && { BiosVersion: firmware }) };
}

const TIMEOUT_ACTIONS: Readonly<Record<TimeoutAction, string>> = {
  [TimeoutAction.None]: "None",
  [TimeoutAction.HardReset]: "ResetSystem",
  [TimeoutAction.PowerDown]: "PowerDown",
  [TimeoutAction.PowerCycle]: "PowerCycle",
};
const WARNING_ACTIONS: Readonly<Record<PreTimeoutInterrupt, string>> = {
  [PreTimeoutInterrupt.None]: "None",
  [PreTimeoutInterrupt.Nmi]: "DiagnosticInterrupt",
  [PreTimeoutInterrupt.Messaging]: "MessagingInterrupt",
};

function watchdogOf({ bmc: { watchdog } }: Machine): Json {
  return {
    FunctionEnabled: watchdog.running,
    TimeoutAction: TIMEOUT_ACTIONS[watchdog.settings.action],
    WarningAction: WARNING_ACTIONS[watchdog.settings.interrupt],
    Status: { State: watchdog.running ? "Enabled" : "StandbyOffline" },
  };
}

/** Serial over LAN, if the machine has a serial port and the LAN is served. */
function serialConsoleOf({ bmc: { lan }, serial }: Machine): Json {
  if (!serial || lan.doorPort === undefined) return {};
  return {
    SerialConsole: { MaxConcurrentSessions: 1, IPMI: { ServiceEnabled: true, Port: lan.advertisedPort } },
  };
}

export const systemEndpoints: readonly Endpoint[] = [
  {
    path: `${ROOT}/Systems`,
    get: () => collection(`${ROOT}/Systems`, "ComputerSystemCollection", "Computer Systems", [SYSTEM]),
  },
  {
    path: SYSTEM,
    get: systemOf,
    patch: {
      privileges: ["ConfigureComponents"],
      run(context, body) {
        const { machine } = context.service;
        const values = properties(shapeOf(machine), withoutUnchanged(machine, body), systemOf(context));
        machine.operate(({ chassis }) => {
          if (values.Boot) override(machine, values.Boot);
          if (values.PowerRestorePolicy) chassis.powerRestorePolicy = POLICIES[values.PowerRestorePolicy];
          setAssetTag(machine, values);
          indicate(machine, values);
        });
        return changed(systemOf(context));
      },
    },
  },
  {
    path: RESET,
    post: { privileges: ["ConfigureComponents"], run: ({ service: { machine } }, body) => reset(machine, body) },
  },
];
