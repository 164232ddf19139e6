import type { Machine } from "../../machine.ts";
import { type Drives, NO_MEANS } from "../../media/drives.ts";
import { ImageError } from "../../media/image-error.ts";
import { insteadOf } from "../../text/suggest.ts";
import type { DriveEntry } from "../calls/media.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { ControlError } from "../protocol.ts";

export const mediaList: CallHandler<"media.list"> = (daemon, given) => {
  const { drives } = machineOf(daemon, given);
  if (!drives) return { connected: false, drives: [] };
  return { connected: drives.means?.connected === true, drives: drives.ids.map((id) => entryOf(drives, id)) };
};

export const mediaInsert: CallHandler<"media.insert"> = (daemon, given) => {
  const { drives, id } = reachable(machineOf(daemon, given), given.drive);
  const { image: url, userName, password } = given;
  try {
    // A client may do all that the daemon's user may, so it counts as one on this host.
    drives.insert(id, { url, userName, password, isLocal: true });
  } catch (error) {
    throw error instanceof ImageError ? refusal(error) : error;
  }
  return entryOf(drives, id);
};

export const mediaEject: CallHandler<"media.eject"> = async (daemon, given) => {
  const { drives, id } = reachable(machineOf(daemon, given), given.drive);
  await drives.eject(id);
  return entryOf(drives, id);
};

function entryOf(drives: Drives, id: string): DriveEntry {
  const coming = drives.comingInto(id);
  const missed = drives.missedIn(id);
  const foreign = drives.foreignIn(id);
  return {
    id,
    type: drives.kindOf(id),
    image: drives.mediumIn(id)?.url,
    file: foreign?.file,
    writeProtected: foreign?.readOnly ?? true,
    download: coming && { image: coming.url, percent: coming.percent() },
    failure: missed && { image: missed.url, reason: missed.reason },
  };
}

/** Returns the named drive, or the only one. @throws ControlError when there is no such drive, or nothing reaches it */
function reachable({ name, drives }: Machine, meant: string | undefined) {
  if (!drives) {
    throw new ControlError("notFound", `${name} has no drive for virtual media; media.drives names them`, {
      argument: "drive",
    });
  }
  const id = idOf(drives, meant);
  if (drives.means) return { drives, id };
  throw new ControlError("unavailable", NO_MEANS);
}

function idOf({ ids }: Drives, meant: string | undefined): string {
  const [only, ...others] = ids;
  if (meant !== undefined && ids.includes(meant)) return meant;
  if (meant === undefined && only !== undefined && others.length === 0) return only;
  const expected = `one of ${ids.join(", ")}`;
  if (meant === undefined) {
    throw new ControlError("badArgument", `drive is missing; expected ${expected}`, { argument: "drive", expected });
  }
  const problem = `there is no drive ${meant}; ${insteadOf(meant, ids, "expected one of")}`;
  throw new ControlError("notFound", problem, { argument: "drive" });
}

function refusal({ problem, message }: ImageError): ControlError {
  if (problem === "address") return new ControlError("badArgument", message, { argument: "image" });
  return new ControlError("unavailable", message);
}

export const mediaHandlers = {
  "media.list": mediaList,
  "media.insert": mediaInsert,
  "media.eject": mediaEject,
};
