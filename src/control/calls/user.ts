/** Calls about users. */
import { z } from "zod";
import { PRIVILEGE_LIMIT } from "../../config/sections/users.ts";
import { flag, integer, oneOf, text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { ofMachine } from "./common.ts";

export const PRIVILEGES = Object.keys(PRIVILEGE_LIMIT) as [keyof typeof PRIVILEGE_LIMIT];

const ascii = (most: number) => {
  const allowed = `up to ${most} printable ASCII characters`;
  return text(allowed).regex(new RegExp(`^[ -~]{0,${most}}$`), allowed);
};

const channel = { channel: integer(0, 15).optional() };

const user = z.object({
  id: z.int(),
  name: z.string(),
  enabled: z.boolean(),
  /** Privilege on the channel. */
  privilege: z.string(),
  ipmiMessaging: z.boolean(),
  linkAuthentication: z.boolean(),
  restrictedToCallback: z.boolean(),
});
export type UserEntry = z.infer<typeof user>;

const userList = defineCall({
  route: "GET /machines/{machine}/users",
  doc: "Lists users and their privileges on a channel, which defaults to the LAN channel.",
  arguments: z.strictObject({ ...ofMachine, ...channel }),
  result: z.object({ channel: z.int(), users: z.array(user) }),
});

const userSet = defineCall({
  route: "PATCH /machines/{machine}/users/{id}",
  doc: "Changes a user, as Set User Name, Password and Access do. Absent arguments keep their values.",
  arguments: z.strictObject({
    ...ofMachine,
    ...channel,
    id: integer(1, 63),
    name: ascii(16).optional(),
    password: ascii(20).optional(),
    enabled: flag().optional(),
    privilege: oneOf(PRIVILEGES).optional(),
    ipmiMessaging: flag().optional(),
  }),
  result: user,
});

export const userCalls = {
  "user.list": userList,
  "user.set": userSet,
};
