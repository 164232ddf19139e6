/** The form of a run: from its fields to the arguments of lab.start. */
import type { LabInfo } from "../../src/control/calls/lab.ts";
import type { ArgumentsOf } from "../../src/control/calls.ts";

type Options = ArgumentsOf<"lab.start">;
export type Interface = "bt" | "kcs" | "ssif";
export const INTERFACES: readonly Interface[] = ["bt", "kcs", "ssif"];

export interface LabFields {
  /** Names of QEMUs. */
  readonly qemus: readonly string[];
  /** Empty: registers and firmware. */
  readonly host: NonNullable<Options["host"]> | "";
  /** Empty: all. */
  readonly bus: NonNullable<Options["bus"]> | "";
  /** The kind that the model plays. */
  readonly acceptance: NonNullable<Options["acceptance"]>;
  /** None: all that the host plays. */
  readonly scenarios: readonly string[];
  /** Expected kinds; an interface without one is held against the nearest kind. */
  readonly expect: Readonly<Partial<Record<Interface, string>>>;
  readonly seed: string;
  readonly repeat: string;
}

export const HOSTS: readonly (readonly [LabFields["host"], string])[] = [
  ["", "registers and test firmware"],
  ["qemu", "registers alone"],
  ["firmware", "test firmware alone"],
  ["uefi", "UEFI with the lab's drivers"],
  ["model", "a model in place of QEMU"],
];

export const BUSES: readonly (readonly [LabFields["bus"], string])[] = [
  ["", "all"],
  ["isa", "ISA"],
  ["pci", "PCI"],
  ["smbus", "SMBus"],
];

/** The first fields: the first QEMU that is there, or the model where none is. */
export function firstFields({ qemus }: Pick<LabInfo, "qemus">): LabFields {
  const found = qemus.find((qemu) => qemu.found);
  return {
    qemus: found ? [found.name] : [],
    host: found ? "" : "model",
    ...{ bus: "", acceptance: "strict", scenarios: [], expect: {}, seed: "0", repeat: "1" },
  };
}

/** The scenarios that the chosen guest plays. */
export function playable({ scenarios }: Pick<LabInfo, "scenarios">, host: LabFields["host"]): LabInfo["scenarios"] {
  const hosts = host === "" ? ["qemu", "firmware"] : [host];
  return scenarios.filter((scenario) => scenario.hosts.some((each) => hosts.includes(each)));
}

/** Returns the options. The API judges them: what the form has is not checked here. */
export function optionsOf(fields: LabFields, info: Pick<LabInfo, "scenarios">): Options {
  const { qemus, host, bus, acceptance, expect, seed, repeat } = fields;
  const isModel = host === "model";
  const known = playable(info, host).map(({ name }) => name);
  const scenario = fields.scenarios.filter((name) => known.includes(name));
  const kinds = INTERFACES.flatMap((via) => (expect[via] ? [`${via}=${expect[via]}`] : []));
  return {
    ...(!isModel && { qemu: [...qemus] }),
    ...(isModel && { acceptance }),
    ...(host !== "" && { host }),
    ...(bus !== "" && { bus }),
    ...(scenario.length > 0 && { scenario }),
    ...(kinds.length > 0 && { expect: kinds.join(",") }),
    seed: Number(seed),
    repeat: Number(repeat),
  };
}
