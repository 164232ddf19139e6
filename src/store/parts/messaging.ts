/** Stored parts of channels, users and the firmware firewall (IPMI chapters 21 and 22). */
import { z } from "zod";
import { LONG_PASSWORD_SIZE, NAME_SIZE, PASSWORD_SIZE, type User } from "../../bmc/users.ts";
import { bytes, integer, u8 } from "../forms.ts";
import { definePart, definePartOf } from "../part.ts";

const flag = z.boolean();
const channel = integer(0, 0x0f);

const userAccess = z.object({
  restrictedToCallback: flag,
  linkAuthentication: flag,
  ipmiMessaging: flag,
  privilegeLimit: integer(0, 0x0f),
  sessionLimit: integer(0, 0x0f),
});

/** §22.28: names are non-volatile, and so are the other settings of a user. */
export const users = definePartOf({
  name: "users",
  item: /^[1-9]\d?$/,
  save: (bmc) => bmc.users.save(),
  items: (saved) => Object.fromEntries([...saved].map(([id, user]) => [id, { ...user, access: [...user.access] }])),
  form: z.object({
    name: bytes(NAME_SIZE),
    password: bytes(PASSWORD_SIZE, LONG_PASSWORD_SIZE),
    enabled: flag,
    access: z.array(z.tuple([channel, userAccess])),
  }),
  restore(bmc, items) {
    const restored = Object.entries(items).map(([id, user]): [number, User] => {
      return [Number(id), { ...user, access: new Map(user.access) }];
    });
    bmc.users.restore(new Map(restored.filter(([id]) => id <= bmc.users.maximum)));
  },
});

/** §22.22: the non-volatile copies. */
export const channels = definePartOf({
  name: "channels",
  item: /^\d\d?$/,
  save: (bmc) => bmc.channels.save(),
  items: (saved) => Object.fromEntries([...saved].map(([number, { nonVolatile }]) => [number, nonVolatile])),
  form: z.object({
    pefAlerting: flag,
    perMessageAuthentication: flag,
    userLevelAuthentication: flag,
    mode: integer(0, 7),
    privilegeLimit: integer(0, 0x0f),
  }),
  restore(bmc, items) {
    const present = bmc.channels.save();
    for (const [number, access] of Object.entries(items)) {
      if (present.has(Number(number))) bmc.channels.restore(Number(number), access);
    }
  },
});

/** v2 chapter 21. */
export const firewall = definePart({
  name: "firewall",
  save: (bmc) => bmc.firewall.save(),
  items: (restrictions) => ({ restrictions }),
  forms: {
    restrictions: z.array(
      z.object({
        channel,
        disabled: z.array(z.object({ name: z.string(), netFn: u8, cmd: u8, subFunctions: z.array(u8).optional() })),
      }),
    ),
  },
  restore: (bmc, { restrictions }) => bmc.firewall.restore(restrictions),
});
