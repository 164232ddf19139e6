/** Start values of LAN parameters that software may change (IPMI §23.2, table 23-4). */

import { duration } from "../values/duration.ts";
import { flag, group, integer, lazily, listOf, oneOf } from "../values/values.ts";

export const AUTHENTICATION_TYPES = ["none", "md2", "md5", "password", "oem"] as const;

const LIMITS = ["callback", "user", "operator", "administrator", "oem"] as const;
const LEVELS = ["unused", ...LIMITS] as const;

const TEN_SECONDS_MS = 10_000;

/** A duration of parameter 26. */
function tensOfSeconds(description: string) {
  const most = 0xffff * TEN_SECONDS_MS;
  return duration(0)
    .refine((ms) => ms % TEN_SECONDS_MS === 0 && ms <= most, "a time in steps of 10s, at most 655350s")
    .prefault(0)
    .describe(description);
}

const enabledTypes = lazily(() => {
  const level = (name: string) =>
    listOf(oneOf(AUTHENTICATION_TYPES))
      .optional()
      .describe(`Types for the privilege level ${name}.`)
      .meta({ examples: [["md5"]] });
  return group({
    callback: level("callback"),
    user: level("user"),
    operator: level("operator"),
    administrator: level("administrator"),
    oem: level("oem"),
  });
});

export const lanParameters = () => ({
  access: group({
    privilegeLimit: oneOf(LIMITS)
      .default("administrator")
      .transform((level) => LEVELS.indexOf(level))
      .describe(`Highest privilege of sessions: ${LIMITS.join(", ")}.`),
    perMessageAuthentication: flag()
      .default(true)
      .describe("Whether each message of an IPMI 1.5 session has an authentication code."),
    userLevelAuthentication: flag()
      .default(true)
      .describe("Whether commands of privilege User need one, in IPMI 1.5 sessions."),
    pefAlerting: flag().default(true).describe("Whether PEF sends alerts over the channel."),
  })
    .prefault({})
    .describe("Start values of Set Channel Access."),
  authenticationEnables: enabledTypes
    .prefault({})
    .describe("Authentication types by privilege, parameter 2. Default: authenticationTypes, and none for oem."),
  cipherSuitePrivileges: listOf(oneOf(LEVELS).transform((level) => LEVELS.indexOf(level)))
    .max(16, "a list of up to 16 privilege levels")
    .prefault([])
    .describe(
      `Privilege limit of each suite of cipherSuites, in its order: ${LEVELS.join(", ")}. Default: administrator.`,
    ),
  badPassword: group({
    threshold: integer(0, 0xff).default(0).describe("Wrong passwords after which a user is locked out; 0: never."),
    logEvent: flag().default(false).describe("Whether a lock-out raises an event."),
    resetInterval: tensOfSeconds("Time after which wrong passwords are forgotten; 0: never."),
    lockoutInterval: tensOfSeconds("Duration of a lock-out; 0: until Set User Access gives the access back."),
  })
    .prefault({})
    .describe("Lock-out after wrong passwords, parameter 26."),
  ipHeader: group({
    timeToLive: integer(0, 0xff).default(0x40).describe("Time to live, 0 to 255."),
    flags: integer(0, 7).default(2).describe("Flags, 0 to 7; 2: do not fragment."),
    precedence: integer(0, 7).default(0).describe("Precedence, 0 to 7."),
    serviceType: integer(0, 0x0f).default(8).describe("Type of service, 0 to 15; 8: minimize delay."),
  })
    .prefault({})
    .describe("IPv4 header, parameter 7. Only reported: the host makes the headers."),
  arp: group({
    responses: flag().default(true).describe("Whether the BMC answers ARP requests."),
    gratuitous: flag().default(false).describe("Whether the BMC sends gratuitous ARPs."),
    interval: duration(500)
      .refine((ms) => ms % 500 === 0 && ms <= 128_000, "a time in steps of 500ms, at most 128s")
      .prefault("2s")
      .describe("Time between gratuitous ARPs."),
  })
    .prefault({})
    .describe("ARPs, parameters 10 and 11. Only reported: the host answers ARP requests."),
  vlan: group({
    enabled: flag().default(false).describe("Whether the VLAN is enabled."),
    id: integer(0, 0x0fff).default(0).describe("802.1q ID, 0 to 4095."),
    priority: integer(0, 7).default(0).describe("802.1q priority, 0 to 7."),
  })
    .prefault({})
    .describe("VLAN, parameters 20 and 21. Only reported: the network is the host's."),
});
