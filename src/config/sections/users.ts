/** The `users` section (IPMI §22.26–§22.30). */
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";

/** §22.26, as its table numbers them. */
export const PRIVILEGE_LIMIT = { callback: 1, user: 2, operator: 3, administrator: 4, oem: 5, noAccess: 0x0f } as const;
const PRIVILEGES = ["callback", "user", "operator", "administrator", "oem", "noAccess"] as const;

const asciiOf = (most: number) => `text of up to ${most} printable ASCII characters`;

function ascii(most: number) {
  return text(asciiOf(most)).regex(new RegExp(`^[ -~]{0,${most}}$`), asciiOf(most));
}

const account = lazily(() =>
  group({
    id: integer(1, 63)
      .describe("User ID, 1 to users.maximum. User 1 is the null user, whose name is empty.")
      .meta({ examples: [2] }),
    name: ascii(16)
      .default("")
      .describe("Up to 16 characters.")
      .meta({ examples: ["admin"] }),
    password: ascii(20)
      .default("")
      .describe("Up to 20 characters.")
      .meta({ examples: ["secret"] }),
    enabled: flag().default(true).describe("As by Set User Password."),
    ipmiMessaging: flag().default(true).describe("Whether the user may send IPMI messages on the LAN channel."),
    linkAuthentication: flag().default(false).describe("Whether the user is for link authentication too, as PPP's is."),
    restrictedToCallback: flag().default(false).describe("Whether the user may only have the BMC call back."),
    privilegeLimit: oneOf(PRIVILEGES)
      .default("administrator")
      .transform((name) => PRIVILEGE_LIMIT[name])
      .describe(`The most the user may on the LAN channel: ${PRIVILEGES.join(", ")}.`),
  }),
);

export const users = () =>
  group({
    maximum: integer(1, 63).default(10).describe("How many user IDs there are, 1 to 63."),
    accounts: listOf(account)
      .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "each ID once")
      .default([])
      .describe("Users that there are from the start. None: all IDs are disabled, without name, password and access."),
  }).superRefine(({ maximum, accounts }, context) => {
    for (const [index, { id }] of accounts.entries()) {
      if (id <= maximum) continue;
      const message = `an ID from 1 to users.maximum, ${maximum}`;
      context.addIssue({ code: "custom", path: ["accounts", index, "id"], message });
    }
  });
