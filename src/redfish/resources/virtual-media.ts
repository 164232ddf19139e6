/** Virtual media: the machine's drives, under the system and under the manager, because clients look at either. */
import { basename } from "node:path";
import type { Machine } from "../../machine.ts";
import type { Drives } from "../../media/drives.ts";
import { changed } from "../changes.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Context } from "../request.ts";
import { collection, type Json, link, MANAGER, resource, SYSTEM } from "../resource.ts";
import { EJECT, ejectMedia, INSERT, insertMedia, METHODS, PROTOCOLS, patchMedia } from "./media-change.ts";
import { nameIn } from "./medium-name.ts";

const KINDS = {
  cd: { words: "CD drive", types: ["CD", "DVD"] },
  usb: { words: "USB stick", types: ["USBStick"] },
  floppy: { words: "Floppy drive", types: ["Floppy"] },
};
const PRIVILEGES = ["ConfigureManager"] as const;

/** The link to a machine's drives, if it has any. */
export function mediaOf({ drives }: Machine, parent: string): Json {
  return drives ? { VirtualMedia: link(`${parent}/VirtualMedia`) } : {};
}

function drivesOf({ service: { machine } }: Context): Drives | undefined {
  return machine.drives;
}

function driveOf(parent: string, context: Context): Json | undefined {
  const drives = drivesOf(context);
  const { drive: id = "" } = context.params;
  if (!drives?.ids.includes(id)) return undefined;
  const at = `${parent}/VirtualMedia/${id}`;
  const medium = drives.mediumIn(id);
  const foreign = drives.foreignIn(id);
  const { words, types } = KINDS[drives.kindOf(id)];
  return resource(
    { at, schema: "VirtualMedia", id, name: `${words} ${id}` },
    {
      MediaTypes: types,
      Image: medium?.url ?? null,
      ImageName: medium ? nameIn(medium.url) : foreign ? basename(foreign.file) : null,
      Inserted: medium !== undefined || foreign !== undefined,
      WriteProtected: foreign?.readOnly ?? true,
      ConnectedVia: medium ? "URI" : foreign ? "Oem" : "NotConnected",
      TransferProtocolType: medium ? protocolOf(medium.url) : null,
      Status: { State: "Enabled", Health: "OK" },
      Actions: {
        [`#${INSERT}`]: {
          target: `${at}/Actions/${INSERT}`,
          "TransferMethod@Redfish.AllowableValues": METHODS,
          "TransferProtocolType@Redfish.AllowableValues": PROTOCOLS,
        },
        [`#${EJECT}`]: { target: `${at}/Actions/${EJECT}` },
      },
    },
  );
}

/** Null for a file of this host. */
function protocolOf(url: string): string | null {
  return PROTOCOLS.find((protocol) => protocol === URL.parse(url)?.protocol.slice(0, -1).toUpperCase()) ?? null;
}

export const mediaEndpoints: readonly Endpoint[] = [SYSTEM, MANAGER].flatMap((parent): readonly Endpoint[] => {
  const at = `${parent}/VirtualMedia`;
  return [
    {
      path: at,
      get: (context) =>
        drivesOf(context) &&
        collection(
          at,
          "VirtualMediaCollection",
          "Virtual Media",
          (drivesOf(context)?.ids ?? []).map((id) => `${at}/${id}`),
        ),
    },
    {
      path: `${at}/:drive`,
      get: (context) => driveOf(parent, context),
      patch: {
        privileges: PRIVILEGES,
        run(context, body) {
          const now = () => driveOf(parent, context);
          return patchMedia(context, body, now() ?? {}, () => changed(now()));
        },
      },
    },
    { path: `${at}/:drive/Actions/${INSERT}`, post: { privileges: PRIVILEGES, run: insertMedia } },
    { path: `${at}/:drive/Actions/${EJECT}`, post: { privileges: PRIVILEGES, run: ejectMedia } },
  ];
});
