/** The HTTP API: the calls of the control socket under /api/v1. */
import { readFileSync } from "node:fs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { checkArguments } from "../control/check-arguments.ts";
import { failureOf, shortened } from "../control/failure.ts";
import type { ControlledDaemon } from "../control/handler.ts";
import { handlers } from "../control/handlers.ts";
import type { FailureCode } from "../control/protocol.ts";
import { Refusal, turnsOf } from "../http/admission.ts";
import { RefusedError, sendProblem } from "../http/problem.ts";
import type { HttpPlugin } from "../http/server.ts";
import { packageFile } from "../package-files.ts";
import { isObject } from "../text/is-object.ts";
import { argumentsOf, type Given } from "./arguments.ts";
import { requireToken } from "./authentication.ts";
import { EventStream } from "./event-stream.ts";
import { API, type Operation, operations } from "./operations.ts";
import { type AnyStreamHandler, type StreamRequest, Streams } from "./streams.ts";

export interface ApiOptions {
  readonly daemon: ControlledDaemon;
  readonly token: string;
  readonly log: Logger;
}

type AnyHandler = (daemon: ControlledDaemon, given: unknown) => unknown;

const STATUS: Readonly<Record<FailureCode, number>> = {
  badArgument: 400,
  badMessage: 400,
  version: 400,
  unknownCall: 404,
  notFound: 404,
  refused: 409,
  exists: 409,
  unavailable: 409,
  tooMany: 503,
  failed: 500,
};

export function api({ daemon, token, log }: ApiOptions): HttpPlugin {
  return (server, port) => {
    const streams = new Streams(daemon);
    server.addHook("onClose", async () => streams.close());
    acceptJson(server);
    server.get(`${API}/openapi.json`, { config }, describeApi);
    const onRequest = requireToken(token, port);
    for (const operation of operations) {
      const { name, call, method } = operation;
      const url = `${API}${operation.path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
      const stream = (request: FastifyRequest, reply: FastifyReply) => {
        beginStream(streams, operation, request, reply, () => port.refused(Refusal.SlowReader));
      };
      const answer = call.kind === "call" ? answerTo(daemon, operation) : stream;
      server.route({
        ...{ method, url, config, onRequest, exposeHeadRoute: call.kind === "call" },
        async handler(request, reply) {
          try {
            await answer(request, reply);
          } catch (error) {
            const { message: detail, ...failure } = shortened(failureOf(error, name, log));
            await sendProblem(reply, { status: STATUS[failure.code], detail, ...failure });
          }
          return reply;
        },
      });
    }
  };
}

const config = { keepsConnection: true };

const NOT_JSON = "the body is not valid JSON; expected the arguments of the call as an object";

/** Reads every body as JSON, whatever its type: curl -d calls it a form. An empty body has no arguments. */
function acceptJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string" }, (request, body, done) =>
    body === ""
      ? done(null, {})
      : parse(request, `${body}`, (error, value) => done(error && new RefusedError(400, NOT_JSON), value)),
  );
}

let description: Buffer | undefined;

async function describeApi(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  description ??= readFileSync(packageFile("docs/openapi.json"));
  return reply.type("application/json").send(description);
}

function answerTo(daemon: ControlledDaemon, operation: Operation) {
  const handler = handlers[operation.name as keyof typeof handlers] as AnyHandler;
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const result = await handler(daemon, checked(operation, request));
    reply.header("cache-control", "no-store");
    await (isEmpty(result) ? reply.code(204).send() : reply.send(result));
  };
}

function beginStream(
  streams: Streams,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  onSlow: () => void,
): void {
  streams.begin({
    name: operation.name,
    handler: handlers[operation.name as keyof typeof handlers] as unknown as AnyStreamHandler,
    given: checked(operation, request) as StreamRequest["given"],
    lastEventId: request.headers["last-event-id"]?.toString(),
    open() {
      reply.hijack();
      turnsOf(request.raw.socket)?.streams();
      return new EventStream(reply.raw, onSlow);
    },
  });
}

function checked(operation: Operation, { params, query, body }: FastifyRequest): unknown {
  const given = { path: params, query, body } as Given;
  return checkArguments(operation.name, operation.call, argumentsOf(operation, given));
}

function isEmpty(result: unknown): boolean {
  return isObject(result) && Object.keys(result).length === 0;
}
