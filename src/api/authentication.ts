/** The bearer token (RFC 6750) of every request to the API. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Refusal } from "../http/admission.ts";
import { RefusedError } from "../http/problem.ts";
import type { HttpPort } from "../http/server.ts";

interface TokenOptions {
  /** Whether the token may be the password of Basic authentication, which a browser asks for. For reads only: it sends it by itself. */
  readonly isPassword?: boolean;
}

/** Returns a hook that lets requests with the token pass. */
export function requireToken(token: string, { failedLogins, refused }: HttpPort, { isPassword }: TokenOptions = {}) {
  const expected = digest(token);
  return async ({ ip, headers }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!failedLogins.has(ip)) {
      refused(Refusal.FailedLogins);
      reply.header("retry-after", "1");
      throw new RefusedError(429, "this address has sent too many wrong tokens; expected a pause of a second");
    }
    const given = bearerIn(headers.authorization) ?? (isPassword ? passwordIn(headers.authorization) : undefined);
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    refused(Refusal.Credentials);
    if (given !== undefined) failedLogins.take(ip);
    reply.header("www-authenticate", `${isPassword ? "Basic" : "Bearer"} realm="extern-bmc"`);
    throw new RefusedError(401, `${given === undefined ? "no token" : "a wrong token"}; ${EXPECTED}`);
  };
}

function bearerIn(header: string | undefined): string | undefined {
  return /^Bearer +([^ ]+) *$/i.exec(header ?? "")?.[1];
}

/** The password of Basic authentication, whatever the name is (RFC 7617 §2). */
function passwordIn(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([^ ]+) *$/i.exec(header ?? "") ?? [];
  return encoded === undefined ? undefined : /:(.*)$/s.exec(Buffer.from(encoded, "base64").toString("utf8"))?.[1];
}

const EXPECTED = "expected the header Authorization: Bearer TOKEN with that of http.token or http.tokenFile";

/** Returns a digest: timingSafeEqual needs operands of one length. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
