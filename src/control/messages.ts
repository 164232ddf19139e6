/** What a client sends. */
import { z } from "zod";

export const hello = z.object({ protocol: z.int(), version: z.string() });

/** `id` is the client's own, and comes back with all that the call causes. */
export const callMessage = z.object({ id: z.int().min(0), call: z.string(), arguments: z.unknown().optional() });

/** Ends a stream. */
export const cancelMessage = z.object({ id: z.int().min(0) });
