/** Answers that the channel of a request decides: where a LAN session gets another one than the system interface. */

interface Decision {
  readonly because: string;
  /** Requests, "netFn cmd data…". */
  readonly request: RegExp;
  /** Answers over the LAN. */
  readonly overLan: RegExp;
}

/** netFn and cmd of commands for software on the machine: its queue, its flags and its global enables. */
const FOR_SYSTEM_SOFTWARE = /^06 (?:2e|30|31|32|33|35)\b/;

const DECISIONS: readonly Decision[] = [
  { because: "a session gets D4h for these", request: FOR_SYSTEM_SOFTWARE, overLan: /^d4$/ },
  {
    because: "payloads and privilege levels are those of sessions",
    request: /^06 (?:3b|48|49|4a|4b|4e|4f|50|55)\b/,
    overLan: /^(?!c1|d4)/,
  },
  {
    because: "0Eh is the LAN channel, which has other parameters and access",
    request: /^(?:0c|06) .*\b[08]e\b/,
    overLan: /^00/,
  },
  { because: "the firewall of the LAN channel is its own", request: /^06 6[0-3] 0e\b/, overLan: /^00/ },
  { because: "the session is open and counted", request: /^06 (?:3c|3d|42)\b/, overLan: /^00/ },
  { because: "the user of the session is enabled and has a name", request: /^06 (?:38|44)\b/, overLan: /^00/ },
  { because: "the LAN is served, at a port of its own", request: /^0c (?:02|22) 01 08\b/, overLan: /^00 11 56 18$/ },
  { because: "the LAN is served, so that alerts can be sent", request: /^04 16\b/, overLan: /^00/ },
  {
    because: "only software on the machine says who generates an event, §29.3",
    request: /^04 02\b/,
    overLan: /^(?:00|c7)$/,
  },
  { because: "a session's message must be tracked, §6.12", request: /^06 34 00\b/, overLan: /^cc$/ },
  {
    because: "an answer from the IPMB follows in a second packet, §6.12.4",
    request: /^06 34 40\b/,
    overLan: /^00 \| 00/,
  },
  { because: "software on the machine has not enabled messages of the LAN", request: /^06 34 0f\b/, overLan: /^d3$/ },
  { because: "the channel that restarted the machine", request: /^00 07$/, overLan: /^00 01 01$/ },
  { because: "an event's generator is its sender", request: /^0a 43\b/, overLan: / 81 00 04 / },
];

/** State, by path, that tells the channel of a request. */
export const STATE_OF_CHANNEL = ["chassis.restart.channel"];

/** Whether the channel decides that an answer over the LAN differs in this way from the one in-band. */
export function isDecidedByChannel(request: string, overLan: string): boolean {
  return DECISIONS.some((decision) => decision.request.test(request) && decision.overLan.test(overLan));
}
