/** Insertions into the machine's drives and ejections: by the actions of VirtualMedia, or by a PATCH of its Image. */
import type { Machine } from "../../machine.ts";
import { type Drives, NO_MEANS } from "../../media/drives.ts";
import { ImageError } from "../../media/image-error.ts";
import { MAX_CREDENTIAL, MAX_URL } from "../../media/limits.ts";
import { isLoopback } from "../../media/reserved-addresses.ts";
import { DONE } from "../changes.ts";
import { type Checked, flag, oneOf, parameters, properties, text } from "../checks.ts";
import { type Message, message } from "../messages.ts";
import { RedfishError, refusal, sentence } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import type { Json } from "../resource.ts";
import { imageFailure, type MediumWords, mediumFailure } from "./media-failure.ts";
import { nameIn } from "./medium-name.ts";
import { accepted } from "./task.ts";

export const METHODS = ["Stream", "Upload"] as const;
export const PROTOCOLS = ["HTTP", "HTTPS"] as const;
export const INSERT = "VirtualMedia.InsertMedia";
export const EJECT = "VirtualMedia.EjectMedia";
const SHAPE = {
  Image: text(MAX_URL),
  Inserted: flag,
  WriteProtected: flag,
  TransferMethod: oneOf(METHODS),
  TransferProtocolType: oneOf(PROTOCOLS),
  UserName: text(MAX_CREDENTIAL),
  Password: text(MAX_CREDENTIAL),
};

/** A download that ends sooner is answered with its outcome, a longer one with a task. */
const PATIENCE_MS = 1000;

/** Problems as those of an action's parameters, and as those of properties. */
const OF_ACTION: MediumWords = {
  image: (words) => message("ActionParameterValueError", ["Image", INSERT], words),
  notFalse: (name) => message("ActionParameterValueNotInList", ["false", name, INSERT], `Send true, or no ${name}.`),
};
const OF_PROPERTY: MediumWords = {
  image: (words) => message("PropertyValueError", ["Image"], words),
  notFalse: (name) => message("PropertyValueNotInList", ["false", name], `Send true, or no ${name}.`),
};

export function insertMedia(context: Context, body: Json): Reply {
  const drive = reachable(INSERT, context);
  const values = parameters(INSERT, SHAPE, withoutNulls(body), "Image");
  return insert(context, drive, { values, words: OF_ACTION, done: () => DONE });
}

export function ejectMedia(context: Context): Reply {
  return eject(reachable(EJECT, context), () => DONE);
}

/** Inserts, or ejects with an Image of null. `done`: the answer, with the resource as it is then. */
export function patchMedia(context: Context, body: Json, present: Json, done: () => Reply): Reply {
  const drive = reachable(INSERT, context);
  const values = properties(SHAPE, withoutNulls(body), present);
  if (values.Image !== undefined) return insert(context, drive, { values, words: OF_PROPERTY, done });
  if (body["Image"] === null && values.Inserted === true) {
    throw new RedfishError(400, [message("PropertyValueConflict", ["Inserted", "Image"])]);
  }
  if (body["Image"] === null || values.Inserted === false) return eject(drive, done);
  checkFlags(values, OF_PROPERTY);
  if (values.Inserted === true && present["Inserted"] === false) {
    throw new RedfishError(400, [message("PropertyMissing", ["Image"])]);
  }
  return done();
}

/** Some clients send null for what they do not set. */
function withoutNulls(body: Json): Json {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

interface Drive {
  readonly drives: Drives;
  readonly id: string;
}

interface Wanted {
  readonly values: Checked<typeof SHAPE>;
  readonly words: MediumWords;
  done(): Reply;
}

/** Neither changes the boot order nor starts the machine. */
function insert({ service, peer }: Context, { drives, id }: Drive, { values, words, done }: Wanted): Reply {
  checkFlags(values, words);
  const { Image: url = "", UserName: userName, Password: password } = values;
  try {
    const insertion = drives.insert(id, { url, userName, password, isLocal: isLoopback(peer) });
    const final = insertion.done.then(done, (error: Error) => mediumFailure(url, error, words));
    const task = service.tasks.start(`Insert ${nameIn(url)} into ${id}`, final, insertion.percent);
    return { ...DONE, underWay: soon(service.machine, final, () => accepted(task)) };
  } catch (error) {
    throw error instanceof ImageError ? imageFailure(url, error, words) : error;
  }
}

/** Media cannot be written to, and nothing else than inserting is left to ask for. */
function checkFlags({ Inserted, WriteProtected }: Checked<typeof SHAPE>, words: MediumWords): void {
  const wrong = Object.entries({ Inserted, WriteProtected }).filter(([, value]) => value === false);
  if (wrong.length > 0)
    throw new RedfishError(
      400,
      wrong.map(([name]): Message => words.notFalse(name)),
    );
}

function eject({ drives, id }: Drive, done: () => Reply): Reply {
  const over = drives.eject(id).then(done, (error: Error) => mediumFailure("", error, OF_ACTION));
  return { ...DONE, underWay: over };
}

/** @throws RedfishError 404 for an unknown drive, 501 when nothing reaches the machine's drives */
function reachable(action: string, { service, params }: Context): Drive {
  const { drives } = service.machine;
  const { drive: id = "" } = params;
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
