/** The calls that say where the web page is. */
import { z } from "zod";
import { defineCall } from "../define-call.ts";

const page = z.object({ url: z.string(), token: z.string().optional() });

const pageGet = defineCall({
  route: "GET /page",
  doc:
    "Gives the address of the HTTP port and the API's token, for a browser or a test suite. Without a token, the API and the " +
    "web page are off. A client of this call may already do what the token allows.",
  arguments: z.strictObject({}),
  result: page,
});

const pageOpen = defineCall({
  route: "POST /page",
  doc:
    "Like page.get, but opens the web page if the daemon has none: at a free port of 127.0.0.1, until the daemon ends, with the " +
    "configured token or a random one. An HTTP port without a token stays open beside the new one, and still has no page.",
  arguments: z.strictObject({}),
  result: page,
});

export const pageCalls = {
  "page.get": pageGet,
  "page.open": pageOpen,
};
