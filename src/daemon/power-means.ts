/** The means of `power` in a configuration, given to its machine. */
import type { Logger } from "pino";
import { MACHINE_VARIABLE } from "../config/reading/override.ts";
import type { MachineConfig } from "../config/schema/schema.ts";
import type { Domain, Libvirts } from "../host/libvirt.ts";
import type { ProgramActions } from "../host/program-means.ts";
import { starter } from "../host/starter.ts";
import type { Machine } from "../machine.ts";
import { runCommand } from "./run-command.ts";
import { limitedStart } from "./start-limit.ts";

/** A QEMU that runs when its BMC starts has connected by then: it tries once a second. */
const CONNECTED_WITHIN_MS = 5000;

/** The connection to a QEMU, which has no IPMI device or has not connected that yet. */
interface ConnectedQmp {
  readonly connected: boolean;
}

export class PowerMeans {
  /** Made for the first machine that has one: its machines share them. */
  #libvirts: Libvirts | undefined;

  /** Gives the machine its means. Resolves when its power state is known, if a means can tell it. */
  async give(
    { name, power }: MachineConfig,
    machine: Machine,
    qmp: ConnectedQmp | undefined,
    log: Logger,
  ): Promise<{ close(): void } | undefined> {
    const { start, command, libvirt, poll } = power;
    if (start !== undefined) giveStart(machine, qmp, () => runCommand(start, name, log));
    if (libvirt) {
      const domain = await this.#domain(libvirt.uri, libvirt.domain ?? name, machine);
      if (!machine.host.choosesBootDevice) machine.host.bootBy(domain.bootMeans(bootFailure(machine)));
      return follow(domain, machine, poll, log);
    }
    if (command === undefined) return undefined;
    const { chassisProgram } = await import("../host/chassis-program.ts");
    return follow(chassisProgram(command, { [MACHINE_VARIABLE]: name }), machine, poll, log);
  }

  async #domain(uri: string | undefined, name: string, { drives, bmc }: Machine): Promise<Domain> {
    const { Libvirts } = await import("../host/libvirt.ts");
    this.#libvirts ??= new Libvirts(() => performance.now());
    const libvirt = this.#libvirts.at(uri);
    if (drives && !drives.means) {
      drives.means = libvirt.media(name, () => bmc.chassis.powerOn);
      void drives.newQemu();
    }
    return libvirt.domain(name);
  }
}

/** The command is the last means: a QEMU that is connected and stays while power is off is let run again. */
export function giveStart(machine: Machine, qmp: ConnectedQmp | undefined, start: () => void): void {
  machine.host.fallBack(starter(limitedStart(machine, start)));
  machine.clock.after(CONNECTED_WITHIN_MS, () => {
    if (machine.links.length === 0 && !qmp?.connected) machine.react(({ chassis }) => void chassis.restore());
  });
}

async function follow(programs: ProgramActions, machine: Machine, pollMs: number, log: Logger) {
  const [{ ProgramMeans }, { PowerFollower }] = await Promise.all([
    import("../host/program-means.ts"),
    import("../host/power-follower.ts"),
  ]);
  const { clock } = machine;
  if (programs.boot && !machine.host.choosesBootDevice) await giveBoot(programs.boot, machine);
  const means = new ProgramMeans(programs, () => clock.nowMs());
  machine.host.prefer(means);
  const follower = new PowerFollower({
    ...{ means, pollMs, clock, log },
    operate: (work) => machine.operate(({ chassis }) => work(chassis)),
  });
  await follower.start();
  return follower;
}

async function giveBoot(choose: NonNullable<ProgramActions["boot"]>, machine: Machine): Promise<void> {
  const { ProgramBoot } = await import("../host/program-boot.ts");
  const afterActions = (then: () => void) => machine.host.afterActions(then);
  machine.host.bootBy(new ProgramBoot({ choose, afterActions, failed: bootFailure(machine) }));
}

function bootFailure({ peerLog }: Machine) {
  return ({ message }: Error) => peerLog.write("warn", {}, `boot order: ${message}`);
}
