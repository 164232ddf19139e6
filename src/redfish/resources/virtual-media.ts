/** Virtual media: the machine's drives, under the system and under the manager, because clients look at either. */
import { basename } from "node:path";
import type { Machine } from "../../machine.ts";
import { type Drives, NO_MEANS } from "../../media/drives.ts";
import { ImageError } from "../../media/image-error.ts";
import { isLoopback } from "../../media/image-source.ts";
import { MOST_CREDENTIAL, MOST_URL } from "../../media/limits.ts";
import { DONE } from "../changes.ts";
import { type Checked, flag, oneOf, parameters, text } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import { message } from "../messages.ts";
import { RedfishError, refusal, sentence } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { collection, type Json, link, MANAGER, resource, SYSTEM } from "../resource.ts";
import { imageFailure, mediumFailure } from "./media-failure.ts";
import { accepted } from "./task.ts";

const METHODS = ["Stream", "Upload"] as const;
const PROTOCOLS = ["HTTP", "HTTPS"] as const;
const INSERT = "VirtualMedia.InsertMedia";
const EJECT = "VirtualMedia.EjectMedia";
const SHAPE = {
  Image: text(MOST_URL),
  Inserted: flag,
  WriteProtected: flag,
  TransferMethod: oneOf(METHODS),
  TransferProtocolType: oneOf(PROTOCOLS),
  UserName: text(MOST_CREDENTIAL),
  Password: text(MOST_CREDENTIAL),
};

/** A download that ends sooner is answered with its outcome, a longer one with a task. */
const PATIENCE_MS = 1000;

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
  return resource(
    { at, schema: "VirtualMedia", id, name: `CD drive ${id}` },
    {
      MediaTypes: ["CD", "DVD"],
      Image: medium?.url ?? null,
      ImageName: medium ? nameIn(medium.url) : foreign ? basename(foreign.file) : null,
      Inserted: medium !== undefined || foreign !== undefined,
      WriteProtected: foreign?.readOnly ?? true,
      ConnectedVia: medium ? "URI" : foreign ? "Oem" : "NotConnected",
      TransferProtocolType: medium ? (medium.url.startsWith("https:") ? "HTTPS" : "HTTP") : null,
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

/** The last part of the address's path. */
function nameIn(url: string): string {
  const name = URL.parse(url)?.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Neither changes the boot order nor starts the machine. */
function insert(context: Context, body: Json): Reply {
  const { drives, id } = reachable(INSERT, context);
  // Some clients send null for what they do not set.
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  const values = parameters(INSERT, SHAPE, given, "Image");
  checkFlags(values);
  const { service, peer } = context;
  const { Image: url = "", UserName: userName, Password: password } = values;
  try {
    const insertion = drives.insert(id, { url, userName, password, isLocal: isLoopback(peer) });
    const final = insertion.done.then(
      () => DONE,
      (error: Error) => mediumFailure(url, error),
    );
    const task = service.tasks.start(`Insert ${nameIn(url)} into ${id}`, final, insertion.percent);
    return { ...DONE, underWay: soon(service.machine, final, () => accepted(task)) };
  } catch (error) {
    throw error instanceof ImageError ? imageFailure(url, error) : error;
  }
}

/** A CD cannot be written to, and nothing else than inserting is left to ask for. */
function checkFlags({ Inserted, WriteProtected }: Checked<typeof SHAPE>): void {
  const wrong = Object.entries({ Inserted, WriteProtected }).filter(([, value]) => value === false);
  if (wrong.length === 0) return;
  const words = wrong.map(([name]) =>
    message("ActionParameterValueNotInList", ["false", name, INSERT], `Send true, or no ${name}.`),
  );
  throw new RedfishError(400, words);
}

function eject(context: Context): Reply {
  const { drives, id } = reachable(EJECT, context);
  const over = drives.eject(id).then(
    () => undefined,
    (error: Error) => mediumFailure("", error),
  );
  return { ...DONE, underWay: over };
}

/** @throws RedfishError 404 for an unknown drive, 501 when nothing reaches the machine's drives */
function reachable(action: string, context: Context): { readonly drives: Drives; readonly id: string } {
  const drives = drivesOf(context);
  const { drive: id = "" } = context.params;
  if (!drives?.ids.includes(id)) throw refusal(404, "ResourceMissingAtURI", `VirtualMedia/${id}`);
  if (drives.means) return { drives, id };
  throw new RedfishError(501, [message("ActionNotSupported", [action], sentence(NO_MEANS))]);
}

/** Resolves with the outcome if it comes soon, otherwise with another answer. */
function soon({ clock }: Machine, final: Promise<Reply>, otherwise: () => Reply): Promise<Reply> {
  return new Promise((resolve) => {
    const timer = clock.after(PATIENCE_MS, () => resolve(otherwise()));
    void final.then((reply) => {
      timer.cancel();
      resolve(reply);
    });
  });
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
    { path: `${at}/:drive`, get: (context) => driveOf(parent, context) },
    { path: `${at}/:drive/Actions/${INSERT}`, post: { privileges: ["ConfigureManager"], run: insert } },
    { path: `${at}/:drive/Actions/${EJECT}`, post: { privileges: ["ConfigureManager"], run: eject } },
  ];
});
