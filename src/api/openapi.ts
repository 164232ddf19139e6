/** The OpenAPI 3.1 description of the HTTP API, made from the list of calls. */
import { z } from "zod";
import { argumentsSchema, type JsonSchema } from "./arguments.ts";
import { API, type Operation, operations } from "./operations.ts";

type Json = Readonly<Record<string, unknown>>;

export function openApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    paths[operation.path] = path;
    path[operation.method.toLowerCase()] = operationObject(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "extern-bmc",
      description:
        "The calls of a running daemon: sensors, event log, power, faults, machines. Written by `npm run generate` from the list of calls.",
      version: "1.0.0",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: API }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "http.token or http.tokenFile" } },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: "What is wrong, where, and what to do (RFC 9457).",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}

const PROBLEM: Json = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string", description: "The status in words." },
    status: { type: "integer" },
    detail: { type: "string", description: "What is wrong, and what to do." },
    code: { type: "string", description: "The failure for programs, such as badArgument or notFound." },
    argument: { type: "string", description: "The argument that is wrong." },
    expected: { type: "string", description: "What a missing argument must be." },
    completionCode: { type: "integer", description: "The BMC's reason, if it refuses." },
  },
  required: ["type", "title", "status", "detail"],
};

/** `power.set` → `powerSet`: generators make names of it. */
const identifier = (name: string) => name.replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());

function operationObject(operation: Operation): Json {
  const { name, call, hasBody } = operation;
  const [tag = ""] = name.split(".");
  return {
    operationId: identifier(name),
    tags: [tag],
    description: call.doc,
    parameters: parametersOf(operation),
    ...(hasBody && { requestBody: bodyOf(operation) }),
    responses: { ...responseOf(operation), default: { $ref: "#/components/responses/Problem" } },
  };
}

function parametersOf(operation: Operation): readonly Json[] {
  const { properties = {}, required = [] } = argumentsSchema(operation);
  const others = operation.hasBody ? [] : Object.keys(properties).filter((name) => !operation.inPath.includes(name));
  const schema = (name: string) => properties[name] ?? {};
  return [
    ...operation.inPath.map((name) => ({ name, in: "path", required: true, schema: schema(name) })),
    ...others.map((name) => ({ name, in: "query", required: required.includes(name), schema: schema(name) })),
    ...(operation.call.kind === "stream" ? [LAST_EVENT_ID] : []),
  ];
}

const LAST_EVENT_ID: Json = {
  name: "Last-Event-ID",
  in: "header",
  description: "The id of the last event that was read: the stream goes on after it.",
  schema: { type: "string" },
};

function bodyOf(operation: Operation): Json {
  const { $schema: _, properties = {}, required = [], ...schema } = argumentsSchema(operation);
  const isInBody = (name: string) => !operation.inPath.includes(name);
  const body = {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isInBody(name))),
    required: required.filter(isInBody),
  };
  return { required: body.required.length > 0, content: { "application/json": { schema: body } } };
}

function responseOf({ call }: Operation): Json {
  if (call.kind === "stream") {
    const schema = { type: "string", description: "Each event's data is JSON." };
    return { 200: { description: "Events (server-sent events).", content: { "text/event-stream": { schema } } } };
  }
  const { $schema: _, ...schema } = z.toJSONSchema(call.result, { unrepresentable: "any" }) as JsonSchema;
  if (Object.keys(schema.properties ?? {}).length === 0) return { 204: { description: "Done." } };
  return { 200: { description: "The result.", content: { "application/json": { schema } } } };
}
