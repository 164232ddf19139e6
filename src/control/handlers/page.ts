import { DoorError } from "../../transport/door-error.ts";
import type { CallHandler } from "../handler.ts";
import { ControlError } from "../protocol.ts";

const pageGet: CallHandler<"page.get"> = ({ http }) => {
  if (http) return { ...http, url: reachable(http.url) };
  throw new ControlError("unavailable", "the daemon has no HTTP port; extern-bmc open (the call page.open) opens one");
};

const pageOpen: CallHandler<"page.open"> = async (daemon) => {
  if (daemon.http?.token === undefined) await daemon.openPage?.().catch(refuse);
  return pageGet(daemon, {});
};

/** The operator can mend the file of the token; other errors are bugs of ours. */
function refuse(error: unknown): never {
  throw error instanceof DoorError ? new ControlError("unavailable", error.message) : error;
}

/** A port on every address is reached on loopback: who can ask is on the same host. */
function reachable(url: string): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

export const pageHandlers = {
  "page.get": pageGet,
  "page.open": pageOpen,
};
