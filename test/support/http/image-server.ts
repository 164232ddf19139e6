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

/** Closed after the test. `tls`: serves https with this key and certificate. */
export async function imageServer(answer: Answer, tls?: ServerOptions): Promise<ImageServer> {
  const server = await openImageServer(answer, tls);
  onTestFinished(() => server.close());
  return server;
}

export async function openImageServer(answer: Answer, tls?: ServerOptions): Promise<ImageServer> {
  const requests: IncomingMessage[] = [];
  const take: Answer = (request, response) => {
    requests.push(request);
    made.answer(request, response);
  };
  const server = tls ? createSecureServer(tls, take) : createServer(take);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : undefined;
  const made: ImageServer = { url: `${tls ? "https" : "http"}://127.0.0.1:${port}`, requests, answer, close };
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
