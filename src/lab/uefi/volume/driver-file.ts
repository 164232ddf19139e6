/** A driver as a file of a firmware volume: its dependencies, its program, its name. */
import { encodeFile, FileType } from "./ffs-file.ts";
import { guidBytes } from "./guid.ts";
import { encodeSections, SectionType } from "./section.ts";

export interface Driver {
  readonly kind: "dxe" | "mm";
  readonly guid: string;
  readonly name: string;
  /** The program, a PE32+ image. */
  readonly image: Uint8Array;
  /** GUID of the protocol that must exist before the driver is loaded; undefined: none. */
  readonly after?: string;
}

/** Opcodes of a dependency expression (PI 1.8, volume 2, §10.7). */
const Depex = { Push: 0x02, True: 0x06, End: 0x08 } as const;

export function encodeDriver({ kind, guid, name, image, after }: Driver): Uint8Array {
  const dependency = after === undefined ? [Depex.True] : [Depex.Push, ...guidBytes(after)];
  return encodeFile({
    name: guidBytes(guid),
    type: kind === "dxe" ? FileType.DxeDriver : FileType.MmDriver,
    attributes: 0,
    contents: encodeSections([
      {
        type: kind === "dxe" ? SectionType.DxeDepex : SectionType.MmDepex,
        body: Uint8Array.of(...dependency, Depex.End),
      },
      { type: SectionType.Pe32, body: image },
      { type: SectionType.UserInterface, body: Buffer.from(`${name}\0`, "utf16le") },
    ]),
  });
}
