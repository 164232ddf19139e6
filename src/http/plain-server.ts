/** An HTTP port for one front end that finds its own paths. It takes a fraction of the memory of a port with routes. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { TlsOptions, Server as TlsServer } from "node:tls";
import type { AddressBudget } from "./address-budget.ts";
import { Admission, Refusal, turnsOf } from "./admission.ts";
import { boundTo, failedLoginsOf, gateOf, HEADERS, wishesToKeep } from "./gate.ts";
import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";
import type { Refused } from "./request-rules.ts";

export interface PlainRequest extends Pick<IncomingMessage, "headers"> {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** The client's address. */
  readonly peer: string;
}

/** A client's end of an answer without end. */
export interface PlainSink {
  write(text: string): void;
  end(): void;
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Starts an answer without end; returns a function that stops it. */
  readonly stream?: ((sink: PlainSink) => () => void) | undefined;
  /** Ends the connection before the answer, or in the middle of its body. */
  readonly cut?: "before" | "middle" | undefined;
}

export interface PlainHandler {
  answer(request: PlainRequest): Promise<PlainAnswer>;
  /** Words the answer to a request that the port refuses. */
  refuse(refused: Refused): PlainAnswer;
}

export interface PlainOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
  /** Most bytes of a body. */
  readonly bodyBytes: number;
  readonly limits?: Partial<HttpLimits>;
  /** Most bytes that wait for the reader of an answer without end; a slower one is cut off. */
  readonly streamBytes: number;
  /** Counts a refusal. */
  refused(reason: Refusal): void;
}

export interface PlainServer {
  readonly port: number;
  /** Log-ins that failed, by address. */
  readonly failedLogins: AddressBudget;
  /** Presents another certificate to the connections to come. @throws Error when its key is not the certificate's */
  present(tls: TlsOptions): void;
  close(): Promise<void>;
}

type HandlerOf = (failedLogins: AddressBudget) => PlainHandler;

/** `handlerOf` makes the handler before the port is open. @throws the listener's error */
export async function openPlainHttp(options: PlainOptions, handlerOf: HandlerOf): Promise<PlainServer> {
  const { host, port } = options;
  const { server, admission, failedLogins } = makePlainHttp(options, handlerOf);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => resolve());
  });
  return {
    port: boundTo(server)?.port ?? port,
    failedLogins,
    present(tls) {
      if (isTls(server)) server.setSecureContext(tls);
    },
    close() {
      admission.close();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function isTls(server: Server): server is Server & Pick<TlsServer, "setSecureContext"> {
  return "setSecureContext" in server;
}

/** Makes the server of a port that does not listen yet. */
export function makePlainHttp(
  { host, tls, bodyBytes, streamBytes, refused, limits: given = {} }: Omit<PlainOptions, "port">,
  handlerOf: HandlerOf,
) {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...given, bodyBytes };
  const failedLogins = failedLoginsOf(limits);
  const handler = handlerOf(failedLogins);
  const admission = new Admission(limits, refused);
  const gate = gateOf({ limits, host, ignoresBodies: true, server: () => server });
  const server = admission.makeServer(
    (request, response) =>
      void take(request, bodyBytes, gate)
        .then(async (taken) => {
          if ("reason" in taken) refused(taken.reason);
          else response.shouldKeepAlive = wishesToKeep(request);
          const answer = "reason" in taken ? handler.refuse(taken) : await handler.answer(taken);
          if (answer.cut) return cutOff(response, answer);
          send(response, answer);
          if (answer.stream) stream(response, answer.stream, streamBytes, () => refused(Refusal.SlowReader));
        })
        // The client went away within the body.
        .catch(() => response.destroy()),
    tls,
  );
  server.on("clientError", (error: NodeJS.ErrnoException, connection: Duplex) => {
    if (connection.writable) connection.end(written(handler.refuse(brokenBy(error))));
  });
  return { server, admission, failedLogins };
}

/** The refusal of a request that Node cannot parse, or that does not come in time. */
function brokenBy({ code }: NodeJS.ErrnoException): Refused {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { reason: Refusal.Timeout, status: 408, message: "the request is incomplete; expected all of it in time" };
  }
  const isMethod = code === "HPE_INVALID_METHOD";
  const message = isMethod ? "the method is unknown; expected one of HTTP" : "the request is not valid HTTP";
  return { reason: Refusal.Method, status: isMethod ? 501 : 400, message };
}

/** An answer as bytes of its own, where Node has no response to a request. */
function written({ status, headers, body = "" }: PlainAnswer): string {
  const { STATUS_CODES } = process.getBuiltinModule("node:http");
  const all = { ...HEADERS, ...headers, Connection: "close", "Content-Length": `${Buffer.byteLength(body)}` };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`;
}

async function take(
  request: IncomingMessage,
  bodyBytes: number,
  gate: (request: IncomingMessage) => Refused | undefined,
): Promise<PlainRequest | Refused> {
  const { headers, method = "", url = "" } = request;
  const refusal = gate(request);
  if (refusal) return refusal;
  if (Number(headers["content-length"] ?? 0) > bodyBytes) {
    const message = `the body has ${headers["content-length"]} bytes; expected ${bodyBytes} at most`;
    return { reason: Refusal.Body, status: 413, message };
  }
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return {
    headers,
    method,
    url,
    body: Buffer.concat(parts).toString("utf8"),
    peer: request.socket.remoteAddress ?? "",
  };
}

function send(response: ServerResponse, { status, headers, body, stream: isEndless }: PlainAnswer): void {
  if (isEndless) {
    response.shouldKeepAlive = false;
    response.writeHead(status, { ...HEADERS, ...headers });
    return;
  }
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { ...HEADERS, ...headers, ...length });
  response.end(body);
}

function cutOff(response: ServerResponse, { status, headers, body = "", cut }: PlainAnswer): void {
  if (cut === "before" || body === "") {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...HEADERS, ...headers, "content-length": bytes.length });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

function stream(
  response: ServerResponse,
  start: (sink: PlainSink) => () => void,
  mostBytes: number,
  tooSlow: () => void,
): void {
  turnsOf(response.socket)?.streams();
  const stop = start({
    write(text) {
      if (response.writableLength <= mostBytes) {
        response.write(text);
        return;
      }
      tooSlow();
      response.destroy();
    },
    end: () => response.end(),
  });
  response.once("close", stop);
}
