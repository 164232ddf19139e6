/** A machine's configuration from ipmi_sim's lan.conf and command file. */

import { dirname, join } from "node:path";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { hex, hexCode, hexDigits } from "../../text/hex.ts";
import type { Notes } from "../notes.ts";
import { sensorProblem, withWatchdog } from "../sensor-problem.ts";
import { inHex, type Settings, said } from "../settings.ts";
import { readCommands, type SimFiles, type SimMachine } from "./commands.ts";
import type { SimController } from "./controller.ts";
import { readLanConf } from "./lan-conf.ts";
import { persistedSdrs } from "./persisted-sdrs.ts";
import { sensorSettings } from "./sensors.ts";

export interface SimImport {
  readonly lanConf: string;
  /** Command file. Defaults to the one that lan.conf's name gives, as in ipmi_sim, but in lan.conf's directory. */
  readonly emu?: string | undefined;
  /** Name of the machine. Defaults to the one in lan.conf. */
  readonly name?: string | undefined;
  /** The BMC's records, as sdrcomp makes them. */
  readonly sdr?: { readonly file: string; readonly bytes: Uint8Array } | undefined;
  readonly files: SimFiles;
}

const USUAL_NAME = "ipmi_sim";

export function importIpmiSim({ lanConf, emu, name, sdr, files }: SimImport, notes: Notes): Settings {
  const text = files.read(lanConf);
  const named = /^\s*name\s+"([^"]*)"/m.exec(text)?.[1];
  const commands = emu ?? join(dirname(lanConf), `${named ?? USUAL_NAME}.emu`);
  const machine: SimMachine = { controllers: new Map(), bmcAddress: BMC_ADDRESS };
  readCommands(commands, machine, files, notes);
  const lan = readLanConf(lanConf, text, machine.bmcAddress, notes);
  const { bmcAddress, controllers } = machine;
  if (bmcAddress !== BMC_ADDRESS) {
    notes.add({ file: commands }, `the BMC has address ${hexCode(bmcAddress)} there, and 20h here`);
  }
  const bmc = controllers.get(bmcAddress);
  if (!bmc?.device) notes.add({ file: commands }, `there is no mc_add of the BMC, ${hexCode(bmcAddress)}`);
  const persisted = sdr ? persistedSdrs(sdr.file, sdr.bytes, notes) : [];
  if (bmc) bmc.sdrs = [...persisted.map((record) => hex(record)), ...bmc.sdrs];
  for (const { address, persistsSdrs } of controllers.values()) {
    const where = `sdr.${hexDigits(address, 1)}.main of ipmi_sim's state directory`;
    const how = address === bmcAddress ? "; give it by --sdr" : "";
    if (persistsSdrs && !(sdr && address === bmcAddress)) {
      notes.add({ file: commands }, `dropped: persist_sdr: the records in ${where}${how}`);
    }
  }
  const satellites = [...controllers.values()].filter(({ address }) => address !== bmcAddress);
  const chosen = (name ?? lan.name ?? named)?.replaceAll(/[^\w.-]|^\.+/g, "-").slice(0, 63);
  return said({
    name: chosen === "" ? undefined : chosen,
    ...lan.settings,
    ...(bmc ? controllerSettings(bmc, commands, notes) : {}),
    guid: bmc?.guid,
    satellites: satelliteSettings(satellites, commands, notes),
  });
}

function satelliteSettings(controllers: readonly SimController[], file: string, notes: Notes): unknown {
  const settings = controllers.flatMap((controller) => {
    const { address } = controller;
    const number = hexDigits(address, 1);
    const problem = satelliteProblem(controller);
    if (problem === undefined) {
      return [{ address: inHex(address), name: `mc${number}`, ...controllerSettings(controller, file, notes) }];
    }
    notes.add({ file }, `dropped: controller ${number}h ${problem}`);
    return [];
  });
  return settings.length > 0 ? settings : undefined;
}

/** Returns the reason why a controller cannot be a satellite; undefined if it can. */
function satelliteProblem({ address, device, enabled }: SimController): string | undefined {
  if (!device) return "has no mc_add";
  if (address === BMC_ADDRESS) return "has the address that the BMC has here";
  if (!enabled) return "is never enabled";
  if (address % 2 !== 0) return "has an odd address; slave addresses are even";
  return address >= 0x10 && address <= 0xee ? undefined : "has no address of a device; those are 10h to eeh";
}

/** Settings of a controller. As in ipmi_sim, its repository has only the records that were added to it. */
function controllerSettings(controller: SimController, file: string, notes: Notes): Settings {
  const { device, capacity, deletes, events, sdrs, frus, sensors } = controller;
  const taken = sensors.map(sensorSettings).filter((sensor) => {
    const problem = sensorProblem(sensor);
    if (problem !== undefined) notes.add({ file }, `dropped: sensor ${String(sensor["name"])}: ${problem}`);
    return problem === undefined;
  });
  return said({
    device,
    sel:
      capacity === undefined
        ? undefined
        : {
            capacity,
            ...(deletes ? {} : { deletes }),
            ...(events.length > 0 ? { records: events.slice(0, capacity) } : {}),
          },
    sdrRepository: { ownRecords: false },
    sdrs: sdrs.length > 0 ? sdrs : undefined,
    frus: frus.length > 0 ? frus : undefined,
    sensors: taken.length > 0 ? withWatchdog(taken) : undefined,
  });
}
