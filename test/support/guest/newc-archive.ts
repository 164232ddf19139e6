/**
 * The cpio format that Linux unpacks as its initramfs (Documentation/driver-api/early-userspace/buffer-format.rst),
 * for each entry, the last named TRAILER!!!:
 *
 *   "070701"   13 fields of 8 hex digits   name, NUL   padding to 4   content   padding to 4
 */
export type ArchiveEntry =
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly content: Uint8Array }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }
  | { readonly kind: "characterDevice"; readonly path: string; readonly major: number; readonly minor: number };

/** Fields of an entry. */
interface Member {
  /** Type and permissions, as in st_mode. */
  readonly mode: number;
  readonly content?: Uint8Array;
  readonly device?: readonly [major: number, minor: number];
}

/** Everything is root's and of 1970, so equal entries give equal bytes. A directory stands before what is in it. */
export function newcArchive(entries: readonly ArchiveEntry[]): Buffer {
  const members = entries.map((entry, i) => encode(i + 1, entry.path.replace(/^\//, ""), member(entry)));
  return Buffer.concat([...members, encode(0, "TRAILER!!!", { mode: 0 })]);
}

function member(entry: ArchiveEntry): Member {
  switch (entry.kind) {
    case "directory":
      return { mode: 0o040755 };
    case "file":
      return { mode: 0o100000 + entry.mode, content: entry.content };
    case "symlink":
      return { mode: 0o120777, content: Buffer.from(entry.target) };
    case "characterDevice":
      return { mode: 0o020600, device: [entry.major, entry.minor] };
  }
}

function encode(inode: number, name: string, { mode, content = new Uint8Array(), device = [0, 0] }: Member): Buffer {
  const nameSize = Buffer.byteLength(name) + 1;
  const [uid, gid, links, mtime, checksum] = [0, 0, 1, 0, 0];
  const home = [0, 0];
  const fields = [inode, mode, uid, gid, links, mtime, content.length, ...home, ...device, nameSize, checksum];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}${name}\0`;
  return Buffer.concat([padded(Buffer.from(header)), padded(content)]);
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes], Math.ceil(bytes.length / 4) * 4);
}
