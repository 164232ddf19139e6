/** The `lan` section (IPMI §23.2, table 23-4). */
import { z } from "zod";
import { STATIC_ADDRESSES, STATIC_ROUTERS } from "../../bmc/lan/ipv6-values.ts";
import { duration } from "../values/duration.ts";
import { ipv6, ipv6WithPrefix } from "../values/ipv6.ts";
import { flag, group, integer, lanDoor, lazily, listOf, oneOf, text } from "../values/values.ts";
import { AUTHENTICATION_TYPES, lanParameters } from "./lan-parameters.ts";

const IPV4 = "an IPv4 address such as 192.0.2.7";

/** Text to 4 bytes. */
function ipv4() {
  return z.ipv4(IPV4).transform((value) => Uint8Array.from(value.split("."), Number));
}

const MAC = "a MAC address such as 02:00:5e:10:00:01";

/** Text to 6 bytes. */
export function mac() {
  return z
    .string(MAC)
    .regex(/^[\dA-Fa-f]{2}(?::[\dA-Fa-f]{2}){5}$/, MAC)
    .transform((value) => Uint8Array.from(value.split(":"), (digits) => Number.parseInt(digits, 16)));
}

/** Codes of parameter 4. */
const SOURCE = { unspecified: 0, static: 1, dhcp: 2, bios: 3, other: 4 } as const;
const SOURCES = ["unspecified", "static", "dhcp", "bios", "other"] as const;

const gateway = () =>
  group({
    address: ipv4().prefault("0.0.0.0").describe("IPv4 address; 0.0.0.0: no gateway."),
    macAddress: mac().prefault("00:00:00:00:00:00").describe("MAC address."),
  });

const DESTINATIONS = 15;

const destination = lazily(() =>
  group({
    address: ipv4().prefault("0.0.0.0").describe("IPv4 address of the receiver; 0.0.0.0: none."),
    acknowledged: flag().default(false).describe("Whether a trap is repeated until PET Acknowledge comes."),
    timeout: duration(1000)
      .refine((ms) => ms % 1000 === 0 && ms <= 256_000, "a time of whole seconds, 1s to 256s")
      .prefault("4s")
      .describe("Time between repetitions, 1s to 256s."),
    retries: integer(0, 7)
      .default(0)
      .describe("Repetitions, 0 to 7. A trap that needs no acknowledge is repeated too."),
  }),
);

/** A number makes as many destinations without an address. */
function destinations() {
  const allowed = `a list of up to ${DESTINATIONS} destinations, or a number from 0 to ${DESTINATIONS}`;
  return z.union(
    [
      integer(0, DESTINATIONS).transform((count) => Array.from({ length: count }, () => destination.parse({}))),
      listOf(destination).max(DESTINATIONS, allowed),
    ],
    allowed,
  );
}

const router = lazily(() =>
  group({
    address: ipv6()
      .describe("IPv6 address.")
      .meta({ examples: ["2001:db8::1"] }),
    macAddress: mac().prefault("00:00:00:00:00:00").describe("MAC address."),
    prefix: ipv6WithPrefix()
      .prefault("::/0")
      .describe("Prefix that it routes.")
      .meta({ examples: ["2001:db8::/64"] }),
  }),
);

const COMMUNITY = "text of up to 18 printable ASCII characters";

const KG = "text of up to 20 characters, or 0x and 40 hex digits";

function keyBytes(written: string): Uint8Array {
  const key = new Uint8Array(20);
  key.set(written.startsWith("0x") ? Buffer.from(written.slice(2), "hex") : Buffer.from(written, "latin1"));
  return key;
}

export const lan = () =>
  group({
    present: flag().default(true).describe("Whether the machine has a LAN channel."),
    channel: integer(1, 0x0b).default(1).describe("Channel number, 1 to 11."),
    addressSource: oneOf(SOURCES)
      .default("static")
      .transform((name) => SOURCE[name])
      .describe(`Source of the address: ${SOURCES.join(", ")}.`),
    address: ipv4().prefault("0.0.0.0").describe("IPv4 address."),
    subnetMask: ipv4().prefault("0.0.0.0").describe("Subnet mask."),
    macAddress: z
      .union([z.literal("auto"), mac()], `${MAC}, or auto`)
      .default("auto")
      .describe("MAC address; auto: derived from the machine's name."),
    defaultGateway: gateway().prefault({}).describe("Default gateway."),
    backupGateway: gateway().prefault({}).describe("Backup gateway."),
    community: text(COMMUNITY)
      .regex(/^[ -~]{0,18}$/, COMMUNITY)
      .default("public")
      .describe("Community string of alerts, up to 18 characters."),
    destinations: destinations()
      .prefault(4)
      .describe("Destinations of alerts, 1 to 15: a list, or their number if software is to set them.")
      .meta({ examples: [[{ address: "192.0.2.9", acknowledged: true }]] }),
    authenticationTypes: listOf(oneOf(AUTHENTICATION_TYPES))
      .default(["md5", "password"])
      .describe(`Authentication types of IPMI 1.5 sessions: any of ${AUTHENTICATION_TYPES.join(", ")}.`),
    cipherSuites: listOf(integer(0, 0xff))
      .max(16, "a list of up to 16 cipher suite IDs")
      .default([3, 17])
      .describe("Cipher suite IDs of IPMI 2.0 sessions, up to 16."),
    ...lanParameters(),
    ipv6: group({
      addressing: oneOf(["ipv4", "ipv6", "both"]).default("ipv4").describe("Enabled addressing: ipv4, ipv6 or both."),
      addresses: listOf(ipv6WithPrefix())
        .max(STATIC_ADDRESSES, `a list of up to ${STATIC_ADDRESSES} addresses`)
        .prefault([])
        .describe("Static addresses with their prefix lengths, up to 4.")
        .meta({ examples: [["2001:db8::7/64"]] }),
      routers: listOf(router)
        .max(STATIC_ROUTERS, `a list of up to ${STATIC_ROUTERS} routers`)
        .prefault([])
        .describe("Static routers, up to 2."),
    })
      .prefault({})
      .describe("IPv6, parameters 50 to 79. Only reported: listen decides where the door is."),
    listen: lanDoor()
      .optional()
      .describe("Door for IPMI over LAN: udp:HOST:PORT. Default: the LAN is not served. docs/lan.md")
      .meta({ examples: ["udp:127.0.0.1:6230"] }),
    advertise: group({
      address: ipv4()
        .optional()
        .describe("IPv4 address. Default: address.")
        .meta({ examples: ["192.0.2.7"] }),
      port: integer(1, 0xffff)
        .optional()
        .describe("UDP port. Default: that of listen.")
        .meta({ examples: [623] }),
    })
      .prefault({})
      .describe("Address and port that clients are told to use, when a forwarder stands in front of listen."),
    alerts: group({
      port: integer(1, 0xffff).default(162).describe("UDP port of the receivers."),
      address: ipv4()
        .optional()
        .describe("IPv4 address that gets every trap. Default: each goes to its own destination.")
        .meta({ examples: ["127.0.0.1"] }),
    })
      .prefault({})
      .describe(
        "Where traps of the alert action go. They leave by listen, so a door on loopback reaches loopback only.",
      ),
    kg: text(KG)
      .regex(/^(?:0x[\dA-Fa-f]{40}|(?!0x)[ -~]{1,20})$/, KG)
      .transform(keyBytes)
      .optional()
      .describe(`The key K_G of IPMI 2.0 sessions: ${KG}. Default: not set, and clients need none.`)
      .meta({ examples: ["0x00112233445566778899aabbccddeeff00112233"] }),
    sessions: group({
      maximum: integer(1, 63).default(16).describe("Most sessions that are open at once, 1 to 63."),
      idleTimeout: duration(1000).prefault("60s").describe("Time without a packet after which a session ends."),
      offlineAfterReset: duration(0)
        .prefault(0)
        .describe("Time for which a reset of the BMC silences the LAN door, and Redfish answers 503."),
    })
      .prefault({})
      .describe("Sessions on the LAN channel."),
    revealUserNames: flag()
      .default(false)
      .describe(
        "Whether a log-in with an unknown name gets the specification's answer, which tells it from a wrong password.",
      ),
    countAbandonedLogins: flag()
      .default(false)
      .describe(
        "Whether a log-in that its client abandons counts as a bad password. ipmitool abandons those with a bad password.",
      ),
  }).refine(
    ({ authenticationEnables, authenticationTypes }) =>
      Object.values(authenticationEnables).every(
        (types) => types?.every((type) => authenticationTypes.includes(type)) ?? true,
      ),
    { path: ["authenticationEnables"], error: "types of authenticationTypes" },
  );
