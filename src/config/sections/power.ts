/** The `power` section: what switches the machine on and off. */
import { duration } from "../values/duration.ts";
import { group, text } from "../values/values.ts";

/** Shortest time between two readings of a machine's power state. */
const LEAST_POLL_MS = 200;

const libvirt = () =>
  group({
    domain: text("the name of a domain")
      .min(1, "the name of a domain")
      .optional()
      .describe("Name or UUID of the domain. Default: the machine's name."),
    uri: text("a connection URI such as qemu:///system")
      .min(1, "a connection URI such as qemu:///system")
      .optional()
      .describe("Connection URI, as for virsh --connect. Default: virsh's own.")
      .meta({ examples: ["qemu:///system"] }),
  });

export const power = () =>
  group({
    start: text("a command line")
      .min(1, "a command line")
      .optional()
      .describe("Command line for /bin/sh that starts the machine. Default: power on is refused with D5h.")
      .meta({ examples: ["systemctl start vm0"] }),
    command: text("a command line")
      .min(1, "a command line")
      .optional()
      .describe(
        "Command line for /bin/sh of a program that acts on the machine and reports its power state: " +
          '"get power", "set power 1", as ipmi_sim\'s chassis_control. docs/acting.md describes it.',
      )
      .meta({ examples: ["./chassis.sh vm0"] }),
    libvirt: libvirt().optional().describe("The domain of libvirt that is the machine: virsh acts on it."),
    poll: duration(LEAST_POLL_MS)
      .prefault("2s")
      .describe("Time between two readings of the power state by command or libvirt."),
  }).refine(
    ({ start, command, libvirt }) => [start, command, libvirt].filter((means) => means !== undefined).length <= 1,
    "one of start, command and libvirt",
  );
