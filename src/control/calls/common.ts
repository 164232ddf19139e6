/** Arguments and results that several calls share. */
import { z } from "zod";
import { integer, text } from "../../config/values/values.ts";

/** Name of the machine; optional if the daemon has only one. */
export const ofMachine = { machine: text("a machine's name").optional() };

/** Start of a page: `next` of the previous page; absent for the first page. */
export const paged = { from: integer(0, 0xffff).optional() };

export const nothing = z.object({});

/** Milliseconds since 1970. */
export const epochMs = z.number();

/** Bytes in results: `06 01 ff`. */
export const hex = z.string();
