/** Calls about virtual media: the drives of the machine, and the images in them. */
import { z } from "zod";
import { text } from "../../config/values/values.ts";
import { MAX_CREDENTIAL, MAX_URL } from "../../media/limits.ts";
import { defineCall } from "../define-call.ts";
import { ofMachine } from "./common.ts";

const drive = z.object({
  id: z.string(),
  type: z.enum(["cd", "usb", "floppy"]),
  /** Address of the image in the drive; absent when it is empty. */
  image: z.string().optional(),
  /** File of a medium that QEMU has and that was not inserted here. */
  file: z.string().optional(),
  writeProtected: z.boolean(),
  /** The download that goes on. */
  download: z.object({ image: z.string(), percent: z.int().optional() }).optional(),
  /** The insertion that has failed, until another begins or the drive is emptied. */
  failure: z.object({ image: z.string(), reason: z.string() }).optional(),
});
export type DriveEntry = z.infer<typeof drive>;

/** ID of the drive; optional if the machine has only one. */
const ofDrive = { ...ofMachine, drive: text("the ID of a drive").optional() };
const anImage = `the address of an image, or its name in media.images, with ${MAX_URL} characters at most`;
const credential = () => text("a text").max(MAX_CREDENTIAL, `${MAX_CREDENTIAL} characters at most`).optional();

const mediaList = defineCall({
  route: "GET /machines/{machine}/media",
  doc:
    "Lists the drives for virtual media and the images in them, with downloads under way. connected says whether the drives can be " +
    "reached now; otherwise they get their media when QEMU connects.",
  arguments: z.strictObject(ofMachine),
  result: z.object({ connected: z.boolean(), drives: z.array(drive) }),
});

const mediaInsert = defineCall({
  route: "PUT /machines/{machine}/media/{drive}",
  doc:
    "Begins to download an image and returns at once; the drive gets it afterwards, in place of what it holds. media.list shows the " +
    "progress, and the reason of a failure. Neither the boot device nor the power changes.",
  arguments: z.strictObject({
    ...ofDrive,
    image: text(anImage).min(1, anImage).max(MAX_URL, anImage),
    userName: credential(),
    password: credential(),
  }),
  result: drive,
});

const mediaEject = defineCall({
  route: "DELETE /machines/{machine}/media/{drive}",
  doc: "Empties a drive, and stops its download.",
  arguments: z.strictObject(ofDrive),
  result: drive,
});

export const mediaCalls = {
  "media.list": mediaList,
  "media.insert": mediaInsert,
  "media.eject": mediaEject,
};
