/**
 * The web page at the HTTP port: its files, which are public because they contain nothing about a machine, and a table of the
 * machines for clients without script, which needs the API's token.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { requireToken } from "../api/authentication.ts";
import type { ControlledDaemon } from "../control/handler.ts";
import { RefusedError } from "../http/problem.ts";
import type { HttpPlugin } from "../http/server.ts";
import { packageFile } from "../package-files.ts";
import { builtPage, type PageFile } from "./built-page.ts";
import { acceptsGzip, tagOf, unchanged } from "./caching.ts";
import { machineTable } from "./machine-table.ts";

export interface WebPageOptions {
  readonly daemon: ControlledDaemon;
  readonly token: string;
  /** Where the build put the page. */
  readonly folder?: string;
}

/**
 * Scripts, styles and requests: of this port only, and none within the document. No text becomes markup either: in browsers with
 * Trusted Types, innerHTML and the like throw.
 */
const POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** The table without script has a style sheet of this port, and nothing else. */
const TABLE_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT = "the page is not built; run npm run build\n";

const config = { keepsConnection: true };

export function webPage({ daemon, token, folder = packageFile("dist/page/") }: WebPageOptions): HttpPlugin {
  return (server, port) => {
    const filesOf = builtPage(folder);
    server.get("/", { config }, async (request, reply) => {
      const index = (await filesOf())?.get("index.html");
      if (!index) return reply.code(503).type("text/plain; charset=utf-8").send(NOT_BUILT);
      reply.headers({ "content-security-policy": POLICY, "cache-control": "no-cache" });
      return sendFile(index, request, reply);
    });
    server.get<{ Params: { file: string } }>("/page/:file", { config }, async (request, reply) => {
      const file = (await filesOf())?.get(request.params.file);
      if (!file) throw new RefusedError(404, `there is no ${request.url}`);
      // A file that changes gets another name.
      reply.header("cache-control", "public, max-age=31536000, immutable");
      return sendFile(file, request, reply);
    });
    const onRequest = requireToken(token, port, { isPassword: true });
    server.get("/machines.html", { config, onRequest }, async (_request, reply) => {
      reply.type("text/html; charset=utf-8");
      reply.headers({ "content-security-policy": TABLE_POLICY, "cache-control": "no-store" });
      const style = [...((await filesOf())?.keys() ?? [])].find((name) => name.endsWith(".css"));
      return machineTable(daemon, style && `/page/${style}`);
    });
  };
}

async function sendFile(file: PageFile, { headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const encoding = acceptsGzip(headers["accept-encoding"]) ? "gzip" : undefined;
  const tag = tagOf(file.digest, encoding);
  reply.headers({ vary: "accept-encoding", etag: tag });
  if (unchanged(headers["if-none-match"], tag)) return reply.code(304).send();
  if (encoding) reply.header("content-encoding", encoding);
  return reply.type(file.type).send(encoding ? await file.gzipped() : file.bytes);
}
