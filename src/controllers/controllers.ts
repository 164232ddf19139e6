/** The controllers of a machine: its BMC and the satellites behind it (§5.5), which share an IPMB. */
import { Bmc } from "../bmc/bmc.ts";
import { type Host, NO_HOST } from "../bmc/host.ts";
import { callerOf, Ipmb } from "../bmc/ipmb.ts";
import type { Clock } from "../clock.ts";
import type { AnsweredCommands } from "../commands/answered-commands.ts";
import { Channel } from "../ipmi/channel.ts";
import type { Command } from "../ipmi/command.ts";
import { dispatch } from "../ipmi/dispatch.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import type { SourcedController } from "../sources/sensor-sources.ts";
import { interfacesOf } from "../transport/address.ts";
import type { MachineOptions } from "./options.ts";

export interface Controllers {
  readonly bmc: Bmc;
  /** All of them, the BMC first, by slave address. */
  readonly byAddress: ReadonlyMap<number, Bmc>;
  /** Their sensors, with the options of the sources that move them. */
  readonly sourced: readonly SourcedController[];
}

export interface ControllerDeps {
  readonly host: Host;
  readonly clock: Clock;
  readonly answered: AnsweredCommands;
  /** Takes an error that a command should not have thrown. */
  readonly bug: (error: unknown, command: Command) => void;
}

export function makeControllers(options: MachineOptions, { host, clock, answered, bug }: ControllerDeps): Controllers {
  const { commands, table } = answered;
  const ipmb = new Ipmb();
  const byAddress = new Map<number, Bmc>();
  const join = (address: number, controller: Bmc): Bmc => {
    const at = { bmc: controller, channel: Channel.Ipmb };
    ipmb.attach(address, (request) => dispatch(table, { ...at, ...callerOf(request) }, request, bug));
    byAddress.set(address, controller);
    return controller;
  };
  const otherInterfaces = interfacesOf(options.listen ?? []);
  const ownLan = options.serial ? { ...options.lan, hasSerialPort: true } : options.lan;
  const bmc = join(BMC_ADDRESS, new Bmc({ ...options, lan: ownLan, otherInterfaces }, host, clock, ipmb, commands));
  const sourced: SourcedController[] = [{ address: BMC_ADDRESS, sensors: bmc.sensors, options: options.sensors }];
  // A satellite is reached over the IPMB only.
  const shared = { ...options, lan: { ...options.lan, present: false }, users: { ...options.users, accounts: [] } };
  for (const { address, ...own } of options.satellites) {
    const satellite = join(address, new Bmc({ ...shared, ...own, address }, NO_HOST, clock, ipmb, commands));
    sourced.push({ address, sensors: satellite.sensors, options: own.sensors ?? options.sensors });
    if (!options.sdrRepository.ownRecords) continue;
    for (const record of satellite.ownRecords()) bmc.sdrs.add(record);
  }
  return { bmc, byAddress, sourced };
}
