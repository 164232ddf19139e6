/** Messages from a client. */
import { z } from "zod";

export const hello = z.object({ protocol: z.int(), version: z.string() });

/** `id` is chosen by the client; every message about the call carries it. */
export const callMessage = z.object({ id: z.int().min(0), call: z.string(), arguments: z.unknown().optional() });

/** Ends a stream. */
export const cancelMessage = z.object({ id: z.int().min(0) });
