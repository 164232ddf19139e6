/** The `users` section (IPMI §22.26–§22.30). */
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";

/** §22.26: values of the privilege limit. */
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
    enabled: flag().default(true).describe("Whether the user is enabled, as by Set User Password."),
    ipmiMessaging: flag().default(true).describe("Whether the user may send IPMI messages on the LAN channel."),
    linkAuthentication: flag()
      .default(false)
      .describe("Whether the user may be used for link authentication, such as PPP's."),
    restrictedToCallback: flag().default(false).describe("Whether the user may only make the BMC call back."),
    privilegeLimit: oneOf(PRIVILEGES)
      .default("administrator")
      .transform((name) => PRIVILEGE_LIMIT[name])
      .describe(`Highest privilege of the user on the LAN channel: ${PRIVILEGES.join(", ")}.`),
  }),
);

export const users = () =>
  group({
    maximum: integer(1, 63).default(10).describe("Number of user IDs, 1 to 63."),
    fixedNames: integer(1, 63)
      .default(1)
      .describe("Number of user IDs, from 1 on, whose names software cannot change, 1 to 63. User 1's never can."),
    accounts: listOf(account)
      .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "each ID once")
      .default([])
      .describe("Initial users. Other IDs are disabled, without name, password and access."),
  }).superRefine(({ maximum, fixedNames, accounts }, context) => {
    if (fixedNames > maximum) {
      const message = `a number from 1 to users.maximum, ${maximum}`;
      context.addIssue({ code: "custom", path: ["fixedNames"], message });
    }
    for (const [index, { id }] of accounts.entries()) {
      if (id <= maximum) continue;
      const message = `an ID from 1 to users.maximum, ${maximum}`;
      context.addIssue({ code: "custom", path: ["accounts", index, "id"], message });
    }
  });
