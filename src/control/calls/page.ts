/** The call that says where the web page is. */
import { z } from "zod";
import { defineCall } from "../define-call.ts";

const pageGet = defineCall({
  route: "GET /page",
  doc:
    "Gives the address of the HTTP port and the API's token, for a browser or a test suite. Without a token, the API and the " +
    "web page are off. A client of this call may already do what the token allows.",
  arguments: z.strictObject({}),
  result: z.object({ url: z.string(), token: z.string().optional() }),
});

export const pageCalls = {
  "page.get": pageGet,
};
