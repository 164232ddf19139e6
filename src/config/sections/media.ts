/** The `media` section: drives for virtual media, and where images come from. */
import { byteCount } from "../values/size.ts";
import { flag, group, listOf, oneOf, text } from "../values/values.ts";

const MAX_DRIVES = 8;
const A_DRIVE = "the ID of a drive, such as cd0";
const A_HOST = "the name or the address of a host, without a port";

const drive = () => text(A_DRIVE).regex(/^[A-Za-z][\w.-]{0,62}$/, A_DRIVE);

const host = () =>
  text(A_HOST)
    .regex(/^(?:[\w.-]{1,253}|[\da-f:.]{2,45})$/i, A_HOST)
    .transform((name) => name.toLowerCase());

export const media = () =>
  group({
    drives: listOf(drive())
      .max(MAX_DRIVES, `${MAX_DRIVES} drives at most`)
      .refine((ids) => new Set(ids).size === ids.length, "each drive once")
      .default([])
      .describe(
        "Drives into which the BMC puts images for its clients: QEMU's IDs of CD drives (-device ide-cd,id=cd0), removable USB " +
          "sticks and floppies, or targets of a libvirt domain's CD drives (sda).",
      ),
    schemes: listOf(oneOf(["http", "https"]))
      .default(["http", "https"])
      .describe("Schemes of the addresses that images may come from: http, https."),
    hosts: listOf(host())
      .optional()
      .describe(
        "The only hosts that images may come from. Default: any, but no link-local addresses, and loopback only for " +
          "clients on this host.",
      )
      .meta({ examples: [["images.example"]] }),
    verifyTls: flag().default(true).describe("Whether the certificates of https servers must be valid."),
    images: text("a directory")
      .min(1, "a directory")
      .optional()
      .describe(
        "Directory of images on this host, which QEMU must be able to read. Clients insert them by the names of their files, such " +
          "as cd.iso, as well as by addresses. Default: none.",
      )
      .meta({ examples: ["/srv/images"] }),
    maxBytes: byteCount(1, 2 ** 40, "1 byte to 1 TiB: 16 GiB")
      .prefault("16 GiB")
      .describe("Size of the largest image, such as 16 GiB, or in bytes."),
    directory: text("a directory")
      .min(1, "a directory")
      .optional()
      .describe(
        "Directory of downloaded images, which QEMU must be able to read; relative to the directory the daemon is started " +
          "in. Default: media in state.directory; without one, a temporary directory.",
      )
      .meta({ examples: ["/var/lib/extern-bmc/media"] }),
  });
