/** Settings of a machine and of the controllers behind its BMC. */
import type { Bmc } from "../bmc/bmc.ts";
import type { BmcOptions } from "../bmc/bmc-options.ts";
import type { Clock } from "../clock.ts";
import type { OemCommandOptions } from "../commands/oem.ts";
import type { Command } from "../ipmi/command.ts";
import type { RepliesOptions } from "../replies/rule.ts";
import type { SourcedSensorOptions } from "../sources/options.ts";
import type { TimeOptions } from "../sources/simulated-time.ts";
import type { AnswerStore } from "../store/answer-commits.ts";

export interface MachineOptions extends BmcOptions {
  /** The doors, some with an interface of their own; see parseDoor. */
  readonly listen?: readonly string[];
  readonly oemCommands: readonly OemCommandOptions[];
  /** Commands of the users' own modules. */
  readonly moduleCommands?: readonly Command[];
  readonly replies: RepliesOptions;
  /** Number of trace events to keep. */
  readonly historySize?: number;
  /** The guest's serial port. Absent: the machine has none. */
  readonly serial?: { readonly address: string } | undefined;
  readonly satellites: readonly SatelliteOptions[];
  readonly sensors: readonly SourcedSensorOptions[];
  /** Time that the sources of sensors live by. */
  readonly time?: TimeOptions;
  /** Restores the stored state of the controllers, by slave address. Absent: nothing is kept. */
  readonly openStore?: (controllers: ReadonlyMap<number, Bmc>, clock: Clock) => AnswerStore;
}

/** A management controller behind the BMC. Options that it leaves out are the BMC's. */
export interface SatelliteOptions extends Partial<BmcOptions> {
  /** Slave address on the IPMB. */
  readonly address: number;
  readonly sensors?: readonly SourcedSensorOptions[];
}
