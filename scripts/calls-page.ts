/** Text of docs/calls.md: the calls of the control socket, with arguments and results as TypeScript types. */
import { z } from "zod";
import { calls } from "../src/control/calls.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
}

export function callsPage(): string {
  const sections = Object.entries(calls).map(([name, call]) => {
    const given = typeText(z.toJSONSchema(call.arguments, { io: "input", unrepresentable: "any" }) as Schema);
    const output = call.kind === "call" ? call.result : call.event;
    const result = typeText(z.toJSONSchema(output, { unrepresentable: "any" }) as Schema);
    const gives = call.kind === "call" ? "gives" : "stream of";
    return `## ${name}\n\n${call.doc}\n\n- over HTTP \`${call.route}\`\n- takes \`${given}\`\n- ${gives} \`${result}\`\n`;
  });
  return `# Calls of the control socket

For programs that drive a running daemon: every call, its arguments and its result. [control.md](control.md#from-a-program) and
[tasks/python.md](tasks/python.md) show how to make a call at the control socket, [http-api.md](http-api.md) over HTTP. Written by \`npm run generate\`.

${sections.join("\n")}`;
}

function typeText(schema: Schema): string {
  const { type, anyOf, oneOf, items, properties, additionalProperties } = schema;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (typeof type === "object") return type.join(" | ");
  const either = anyOf ?? oneOf;
  if (either) return [...new Set(either.map(typeText))].join(" | ");
  if (items) {
    const item = typeText(items);
    return / \| /.test(item) ? `(${item})[]` : `${item}[]`;
  }
  if (properties && Object.keys(properties).length > 0) {
    const fields = Object.entries(properties).map(([key, inner]) => {
      return `${key}${schema.required?.includes(key) ? "" : "?"}: ${typeText(inner)}`;
    });
    return `{ ${fields.join(", ")} }`;
  }
  if (type === "object" && typeof additionalProperties === "object" && Object.keys(additionalProperties).length > 0) {
    return `{ [name: string]: ${typeText(additionalProperties)} }`;
  }
  return type === "object" ? "{}" : (type ?? "unknown");
}
