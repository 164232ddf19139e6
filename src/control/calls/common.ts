/** What the arguments and results of several calls have in common. */
import { z } from "zod";
import { integer, text } from "../../config/values/values.ts";

/** Which machine is meant: may be left out where the daemon has one. */
export const ofMachine = { machine: text("a machine's name").optional() };

/** Of a list that may be long: `next` of the page before, or nothing for the first page. */
export const paged = { from: integer(0, 0xffff).optional() };

export const nothing = z.object({});

/** Milliseconds since 1970. */
export const epochMs = z.number();

/** `06 01 ff`, as Bytes in results always are. */
export const hex = z.string();
