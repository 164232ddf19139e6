/** The call that says where the web page is. */
import { z } from "zod";
import { defineCall } from "../define-call.ts";

export const pageGet = defineCall({
  route: "GET /page",
  doc:
    "Gives the address of the HTTP port and the API's token, for a browser or a test suite; no token: the API and the web page are " +
    "off. Its clients may do what the token allows anyway.",
  arguments: z.strictObject({}),
  result: z.object({ url: z.string(), token: z.string().optional() }),
});
