/** The service as a plugin of an HTTP port: every path below /redfish. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RefusedError } from "../http/problem.ts";
import type { HttpPlugin } from "../http/server.ts";
import type { Machine } from "../machine.ts";
import { message } from "./messages.ts";
import { errorBody } from "./redfish-error.ts";
import type { Reply } from "./request.ts";
import { RedfishService } from "./service.ts";

const METHODS = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"];

/** On every answer (DSP0266 §8.3). */
const HEADERS = { "OData-Version": "4.0", "Cache-Control": "no-cache" } as const;
const JSON_TYPE = "application/json; charset=utf-8";
const XML_TYPE = "application/xml; charset=utf-8";

/** `opened` is given the service, whose door opens later. */
export function redfish(machine: Machine, opened: (service: RedfishService) => void): HttpPlugin {
  return (server, { failedLogins }) => {
    const service = new RedfishService(machine, failedLogins);
    opened(service);
    server.removeAllContentTypeParsers();
    // The service parses bodies: clients send actions without a body, and some without a type.
    server.addContentTypeParser("*", { parseAs: "string" }, async (_request: FastifyRequest, body: string) => body);
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const { method, url, headers, body, ip: peer } = request;
      const text = typeof body === "string" ? body : "";
      return send(reply, service.handle({ method, url, headers, body: text, peer }));
    };
    for (const url of ["/redfish", "/redfish/*"]) {
      server.route({ method: METHODS, url, handler, exposeHeadRoute: false, config: { keepsConnection: true } });
    }
    server.setErrorHandler(async ({ statusCode: status = 500, message: words }: RefusedError, _request, reply) =>
      send(reply, { status, body: errorBody([message("GeneralError", [], `${words}.`)]) }),
    );
  };
}

function send(reply: FastifyReply, { status, headers = {}, body }: Reply): FastifyReply {
  reply.code(status).headers(HEADERS).headers(headers);
  if (body === undefined) return reply.send();
  if (typeof body === "string") return reply.type(XML_TYPE).send(body);
  return reply.type(JSON_TYPE).send(JSON.stringify(body));
}
