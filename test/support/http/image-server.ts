/** A server of images on loopback, which notes what it is asked for. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import { onTestFinished } from "vitest";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ImageServer {
  readonly url: string;
  /** Requests so far. */
  readonly requests: readonly IncomingMessage[];
  answer: Answer;
  close(): void;
}

/** An https server with this key and certificate; an address other than 127.0.0.1. */
interface Options {
  readonly tls?: ServerOptions;
  readonly host?: string | undefined;
}

/** Closed after the test. */
export async function imageServer(answer: Answer, options?: Options): Promise<ImageServer> {
  const server = await openImageServer(answer, options);
  onTestFinished(() => server.close());
  return server;
}

export async function openImageServer(answer: Answer, { tls, host = "127.0.0.1" }: Options = {}): Promise<ImageServer> {
  const requests: IncomingMessage[] = [];
  const take: Answer = (request, response) => {
    requests.push(request);
    made.answer(request, response);
  };
  const server = tls ? createSecureServer(tls, take) : createServer(take);
  server.listen(0, host);
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : undefined;
  const made: ImageServer = { url: `${tls ? "https" : "http"}://${host}:${port}`, requests, answer, close };
  return made;
}

/** Serves a text with an ETag, and 304 to a client that has it. */
export function versioned(text: string, etag: string): Answer {
  return (request, response) => {
    response.setHeader("ETag", etag);
    response.statusCode = request.headers["if-none-match"] === etag ? 304 : 200;
    response.end(response.statusCode === 200 ? text : undefined);
  };
}
