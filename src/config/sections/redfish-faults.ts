/** `replies.redfish`: faults in the requests and answers of the Redfish door. */
import { z } from "zod";
import { HTTP_METHODS } from "../../replies/redfish-rule.ts";
import { READY_SETS, type ReadySet } from "../../replies/redfish-sets.ts";
import { group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";
import { countShape, MAX_MS, NTH_OR_EVERY, nthOrEvery, time } from "./reply-scope.ts";

const MAX_TEXT = 65_536;
const MOST = 1_000_000;
const SET_NAMES = Object.keys(READY_SETS) as [ReadySet, ...ReadySet[]];

const PATH = "a path that begins with /, such as /redfish/v1/Systems/*";
const path = () => text(PATH).regex(/^\/|^\*\*/, PATH);

/** The body of a request or an answer, or a part of one. */
const json = (allowed: string) => z.record(z.string(), z.unknown(), allowed);

const HEADER = "the name of a header";
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** The port sets these by the body that it sends. */
const FRAMING = /^(?:content-length|transfer-encoding|connection)$/i;
const headerName = () =>
  text(HEADER)
    .regex(TOKEN, HEADER)
    .refine((name) => !FRAMING.test(name), "a header that does not delimit the answer");
const VALUE = "printable text";
const headerValue = () =>
  text(VALUE)
    .max(1024, VALUE)
    .regex(/^[\t -~]*$/, VALUE);

const when = lazily(() =>
  group({
    method: oneOf(HTTP_METHODS)
      .optional()
      .describe("Only this method.")
      .meta({ examples: ["PATCH"] }),
    path: path()
      .optional()
      .describe("Only this path, without the query: * is any text without a slash, ** any text.")
      .meta({ examples: ["/redfish/v1/Systems/*"] }),
    header: headerName()
      .optional()
      .describe("Only requests with this header.")
      .meta({ examples: ["If-Match"] }),
    body: z
      .union([oneOf(["none"]), json("values of the body")], "none, or values of the body")
      .optional()
      .describe("Only requests whose body has these values, in objects at any depth. none: only those without a body.")
      .meta({ examples: [{ Boot: { BootSourceOverrideEnabled: "Once" } }] }),
    lacks: text("the name of a property")
      .optional()
      .describe("Only requests whose body does not have this property.")
      .meta({ examples: ["TransferProtocolType"] }),
    answer: json("values of the answer")
      .optional()
      .describe("Only answers with these values, in objects at any depth.")
      .meta({ examples: [{ PowerState: "Off" }] }),
    afterResetMs: integer(1, MAX_MS)
      .optional()
      .describe("Only within this time after a Reset action of the system or the BMC, in milliseconds.")
      .meta({ examples: [5000] }),
    after: integer(1, MOST)
      .optional()
      .describe("Only after this many requests that match the conditions above. The conditions below count from there.")
      .meta({ examples: [2] }),
    ...countShape("requests"),
  }).refine(nthOrEvery, NTH_OR_EVERY),
);

const request = lazily(() =>
  z.union(
    [
      oneOf(["ignored", "carriedOut"]),
      group({ merge: json("values of the body").optional(), path: path().optional() }),
    ],
    "ignored, carriedOut or {merge: values of the body, path: a path}",
  ),
);

const EFFECT_ONLY = "a set, or effects; not both";

/** One fault. */
export const redfishFault = lazily(() =>
  group({
    name: text("a name")
      .min(1, "a name")
      .optional()
      .describe("Name in logs. Default: the name of the set, or redfish 1, redfish 2, …")
      .meta({ examples: ["busy"] }),
    set: oneOf(SET_NAMES)
      .optional()
      .describe(`A ready set, in place of effects: ${SET_NAMES.join(", ")}. docs/redfish-faults.md`)
      .meta({ examples: ["no-etag"] }),
    when: when.prefault({}).describe("Requests that the fault applies to. Default: all."),
    request: request
      .optional()
      .describe(
        "ignored: the request is not carried out. carriedOut: it is, in spite of an error status. {merge: changes to its " +
          "body}, {path: carried out at this path}.",
      )
      .meta({ examples: ["ignored"] }),
    status: integer(200, 599)
      .optional()
      .describe("Status of the answer. From 400 on, the request is refused and not carried out.")
      .meta({ examples: [503] }),
    time: time
      .optional()
      .describe("Time of the answer: never, or {delayMs: n, jitterMs: n}.")
      .meta({ examples: [{ delayMs: 2000 }] }),
    merge: json("values of the answer")
      .optional()
      .describe("Changes to the JSON of the answer; null removes a property (RFC 7396).")
      .meta({ examples: [{ Links: { ManagedBy: null } }] }),
    replace: group({
      body: text("text").max(MAX_TEXT, `at most ${MAX_TEXT} characters`),
      contentType: headerValue().default("application/json; charset=utf-8"),
    })
      .optional()
      .describe("Text in place of the answer's body: {body: text, contentType: type}.")
      .meta({ examples: [{ body: "<html></html>", contentType: "text/html" }] }),
    headers: z
      .record(headerName(), z.union([headerValue(), z.null()], "a text, or null"), "headers")
      .optional()
      .describe("Headers of the answer: a text, in which {value} is the header's value, or null to remove the header.")
      .meta({ examples: [{ ETag: null }] }),
    disconnect: oneOf(["before", "middle"])
      .optional()
      .describe("Ends the connection before the answer, or in the middle of its body.")
      .meta({ examples: ["before"] }),
    task: group({ ms: integer(1, MAX_MS) })
      .optional()
      .describe("Makes a success a task: status 202 now, and the answer at the task's monitor after this time.")
      .meta({ examples: [{ ms: 2000 }] }),
    lag: group({ properties: listOf(text("a property")), ms: integer(1, MAX_MS) })
      .optional()
      .describe("Shows properties of a resource as they were this long ago. Needs a path without *.")
      .meta({ examples: [{ properties: ["PowerState"], ms: 5000 }] }),
  })
    .refine(
      ({ set, name: _, when: __, ...effects }) => set === undefined || Object.keys(effects).length === 0,
      EFFECT_ONLY,
    )
    .refine(({ lag, when: { path } }) => lag === undefined || (path !== undefined && !path.includes("*")), {
      path: ["when", "path"],
      error: "a path without *, because the fault has lag",
    }),
);
