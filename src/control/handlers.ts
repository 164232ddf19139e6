/** Who answers which call. */
import type { Handlers } from "./handler.ts";
import { events, status } from "./handlers/status.ts";

export const handlers: Handlers = {
  status,
  events,
};
