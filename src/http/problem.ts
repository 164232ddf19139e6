/** Errors as problem details (RFC 9457): what is wrong, where, and what to do. */
import type { FastifyReply } from "fastify";

export const PROBLEM_TYPE = "application/problem+json";

/** A refusal. The error handler of the path's plugin words the answer. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

export interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** Returns the body of an answer. */
export function problemBody({ status, ...rest }: Problem): Readonly<Record<string, unknown>> {
  const { STATUS_CODES } = process.getBuiltinModule("node:http");
  return { type: "about:blank", title: STATUS_CODES[status], status, ...rest };
}

export async function sendProblem(reply: FastifyReply, problem: Problem): Promise<FastifyReply> {
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemBody(problem)));
}
