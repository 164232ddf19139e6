/** The `hardware` section: the inventory that Redfish shows. */
import { PROCESSOR_ARCHITECTURES } from "../../bmc/hardware.ts";
import { size } from "../values/size.ts";
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";
import { mac } from "./lan.ts";

/** Members of a list. */
const MOST = 256;
const TEXT = "text of 1 to 64 characters";
const MEMORY_UNIT = 2 ** 20;
const MEMORY_TYPES = ["DDR3", "DDR4", "DDR5", "LPDDR4", "LPDDR5", "HBM2", "HBM3"] as const;
const PROTOCOLS = ["SATA", "SAS", "NVMe"] as const;
const RAID_TYPES = ["RAID0", "RAID1", "RAID5", "RAID6", "RAID10", "RAID50", "RAID60"] as const;

const words = (description: string, example: string) =>
  text(TEXT)
    .regex(/^.{1,64}$/, TEXT)
    .optional()
    .describe(description)
    .meta({ examples: [example] });

const manufacturer = (example: string) => words("Manufacturer.", example);
const serialNumber = (example: string) => words("Serial number.", example);

function mhz(example: number) {
  return integer(1, 100_000)
    .optional()
    .describe("Speed, 1 to 100000 MHz.")
    .meta({ examples: [example] });
}

const processor = lazily(() =>
  group({
    socket: words("Name of the socket.", "CPU0"),
    manufacturer: manufacturer("Intel"),
    model: words("Model.", "Xeon Gold 6430"),
    architecture: oneOf(PROCESSOR_ARCHITECTURES)
      .default("x86-64")
      .describe(`Instruction set: ${PROCESSOR_ARCHITECTURES.join(", ")}.`),
    cores: integer(1, 65_535).default(1).describe("Number of cores, 1 to 65535."),
    threads: integer(1, 65_535)
      .optional()
      .describe("Number of threads of all cores together. Default: the number of cores.")
      .meta({ examples: [2] }),
    mhz: mhz(2400),
  }).refine(({ cores, threads }) => threads === undefined || threads >= cores, {
    path: ["threads"],
    error: "at least as many as cores",
  }),
);

const memory = lazily(() =>
  group({
    slot: words("Name of the slot.", "DIMM0"),
    size: size(MEMORY_UNIT, "16 GiB")
      .describe("Size, in whole MiB: 512 MiB, 16 GiB.")
      .meta({ examples: ["16 GiB"] }),
    type: oneOf(MEMORY_TYPES)
      .optional()
      .describe(`Type: ${MEMORY_TYPES.join(", ")}.`)
      .meta({ examples: ["DDR5"] }),
    mhz: mhz(4800),
    manufacturer: manufacturer("Samsung"),
    partNumber: words("Part number.", "M321R2GA3BB6"),
    serialNumber: serialNumber("80CE0123"),
  }).transform(({ size: bytes, ...rest }) => ({ ...rest, bytes })),
);

const networkInterface = lazily(() =>
  group({
    mac: mac()
      .describe("MAC address: the one of QEMU's network device.")
      .meta({ examples: ["52:54:00:12:34:56"] }),
    name: words("Name.", "NIC 1"),
    linkUp: flag().default(true).describe("Whether its link is up."),
    mbps: integer(1, 1_000_000)
      .optional()
      .describe("Speed of the link, 1 to 1000000 Mbit/s.")
      .meta({ examples: [1000] }),
  }),
);

const drive = lazily(() =>
  group({
    name: words("Name.", "Disk 0"),
    size: size(1, "480 GB")
      .describe("Size: 480 GB, 1 TiB.")
      .meta({ examples: ["480 GB"] }),
    media: oneOf(["SSD", "HDD"]).default("SSD").describe("Kind of drive: SSD or HDD."),
    protocol: oneOf(PROTOCOLS)
      .optional()
      .describe(`Protocol: ${PROTOCOLS.join(", ")}.`)
      .meta({ examples: ["NVMe"] }),
    manufacturer: manufacturer("Intel"),
    model: words("Model.", "D3-S4510"),
    serialNumber: serialNumber("PHYF0123"),
  }).transform(({ size: bytes, ...rest }) => ({ ...rest, bytes })),
);

const volume = lazily(() =>
  group({
    name: words("Name.", "root"),
    size: size(1, "480 GB")
      .describe("Size: 480 GB, 1 TiB.")
      .meta({ examples: ["480 GB"] }),
    raid: oneOf(RAID_TYPES)
      .optional()
      .describe(`RAID type: ${RAID_TYPES.join(", ")}.`)
      .meta({ examples: ["RAID1"] }),
    drives: listOf(integer(1, MOST))
      .default([])
      .describe("Numbers of its drives in the list of drives; 1 is the first."),
  }).transform(({ size: bytes, ...rest }) => ({ ...rest, bytes })),
);

function upTo<T extends Parameters<typeof listOf>[0]>(item: T) {
  return listOf(item).max(MOST, `at most ${MOST}`);
}

export const hardware = () =>
  group({
    processors: upTo(processor).default([]).describe("Processors."),
    memory: upTo(memory).default([]).describe("Memory modules."),
    networkInterfaces: upTo(networkInterface).default([]).describe("Network interfaces of the machine."),
    drives: upTo(drive).default([]).describe("Drives."),
    volumes: upTo(volume).default([]).describe("Volumes on the drives."),
  }).superRefine(({ drives, volumes }, context) => {
    for (const [index, volume] of volumes.entries()) {
      if (volume.drives.every((number) => number <= drives.length)) continue;
      const message = `numbers from 1 to ${drives.length}, the number of drives`;
      context.addIssue({ code: "custom", path: ["volumes", index, "drives"], message });
    }
  });
