/** The limits of docs/threat-model.md in its words, from the constants of the code: for each row, its first source and its figures. */
import {
  EVENTS_A_TURN,
  FRESH_EVENTS,
  MAX_PENDING_BYTES,
  MAX_STREAMS,
  READ_TIMEOUT_MS,
} from "../../../src/api/limits.ts";
import { MAX_ALERTS, TRAPS_A_SECOND, TRAPS_AT_ONCE } from "../../../src/bmc/alerts/limits.ts";
import { PANICS_A_SECOND, PANICS_AT_ONCE } from "../../../src/bmc/guest-panics.ts";
import { MAX_LAN_MESSAGES } from "../../../src/bmc/lan/lan-messages.ts";
import { FIRST_PACKET_MS } from "../../../src/bmc/lan/sessions.ts";
import { MAX_READINGS, SHARED_MS } from "../../../src/bmc/sensors/reading-ring.ts";
import { MAX_RECEIVED_MESSAGES } from "../../../src/bmc/system-interface.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { INPUT_TIMEOUT_MS } from "../../../src/control/handlers/serial.ts";
import { MAX_WAITING_EVENTS } from "../../../src/control/limits.ts";
import { PAGE_SIZE } from "../../../src/control/pages.ts";
import { START_INTERVAL_MS } from "../../../src/daemon/start-limit.ts";
import { MAX_OUTPUT, MAX_WAITING, PROGRAM_TIMEOUT_MS } from "../../../src/host/limits.ts";
import { HTTP_LIMITS } from "../../../src/http/limits.ts";
import { SLICE_MS as SCRAPE_SLICE_MS } from "../../../src/http/metrics.ts";
import * as lan from "../../../src/lan/limits.ts";
import * as media from "../../../src/media/limits.ts";
import { MAX_EVENTS, RESERVED_SHARE } from "../../../src/observe/batches.ts";
import { MAX_BYTES } from "../../../src/observe/history-budget.ts";
import * as redfish from "../../../src/redfish/limits.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "../../../src/redfish/sessions.ts";
import { SHARED_FEATURES } from "../../../src/redfish/shared/shared-queries.ts";
import { MAX_WAITING_FRAMES } from "../../../src/replies/piece-sender.ts";
import { MAX_WAITING_ANSWERS } from "../../../src/replies/reply-queue.ts";
import { INPUT_BYTES, MAX_LATE_INPUT_BYTES, RING_BYTES } from "../../../src/serial/serial-port.ts";
import { ROOM_TIMEOUT_MS } from "../../../src/serial/sol-receiver.ts";
import { MAX_ROWS, MAX_RUNS } from "../../../src/service/lab/limits.ts";
import * as datagrams from "../../../src/transport/datagram-reader.ts";
import { DELIVERIES_A_WINDOW, MAX_KINDS, WINDOW_MS } from "../../../src/transport/event-burst.ts";
import { INTERVAL_MS, LINES_AN_INTERVAL } from "../../../src/transport/peer-log.ts";
import { TURN_LENGTH } from "../../../src/transport/qmp-connection.ts";
import { HANDSHAKE_TIMEOUT_MS } from "../../../src/transport/tls-files.ts";
import { MAX_HANDSHAKES } from "../../../src/transport/tls-handshakes.ts";
import { LONG_TURN_MS } from "../../../src/transport/turn-queue.ts";
import { TURN_BYTES, TURN_FRAMES, TURN_MS } from "../../../src/transport/turn-reader.ts";
import { SLICE_MS } from "../../../src/turns/slices.ts";

const WORDS = new Map([
  [1, "one"],
  [2, "two"],
  [4, "four"],
  [5, "five"],
]);

const number = (value: number) => value.toLocaleString("en-US");
const word = (value: number) => WORDS.get(value) ?? number(value);
const kib = (bytes: number) => `${number(bytes / 1024)} KiB`;
const mib = (bytes: number) => `${number(bytes / 2 ** 20)} MiB`;
const seconds = (ms: number) => `${number(ms / 1000)} s`;
/** "one start a second", "one packet every 0.2 s". */
const each = (ms: number) => (ms === 1000 ? "a second" : `every ${seconds(ms)}`);
const share = (part: number) => (part === 0.01 ? "a hundredth" : `${part}`);

const { sessions } = configSchema.parse({ name: "defaults" }).lan;
const { failedLoginsASecond, failedLoginsAtOnce, ...http } = HTTP_LIMITS;

export const FIGURES: readonly (readonly [where: string, figures: readonly string[]])[] = [
  [
    "src/transport/event-burst.ts",
    [
      `${DELIVERIES_A_WINDOW} deliveries in ${WINDOW_MS} ms`,
      `${MAX_KINDS} kinds of event`,
      `a read of ${number(TURN_LENGTH)} characters`,
    ],
  ],
  ["src/host/latest-change.ts", []],
  // A flag of V8, which a test measures.
  ["bin/extern-bmc.js", ["a young generation of 1 MiB"]],
  [
    "src/transport/tls-handshakes.ts",
    [`${MAX_HANDSHAKES} handshakes at once of a listener`, `each for ${seconds(HANDSHAKE_TIMEOUT_MS)}`],
  ],
  [
    "src/transport/turn-reader.ts",
    [`${TURN_FRAMES} frames, then ${TURN_MS} ms, at most ${kib(TURN_BYTES)}`, `a turn of more than ${LONG_TURN_MS} ms`],
  ],
  ["src/store/answer-commits.ts", []],
  ["src/replies/reply-queue.ts", [`${MAX_WAITING_ANSWERS} waiting answers`]],
  ["src/replies/piece-sender.ts", [`${MAX_WAITING_FRAMES} frames behind it`]],
  ["src/daemon/start-limit.ts", [`one start ${each(START_INTERVAL_MS)}`]],
  [
    "src/host/limits.ts",
    [`${word(MAX_WAITING)} actions wait`, `${seconds(PROGRAM_TIMEOUT_MS)} and ${kib(MAX_OUTPUT)} of output each`],
  ],
  [
    "src/observe/batches.ts",
    [
      `${number(MAX_EVENTS)} waiting events of the recordings`,
      `${number(MAX_WAITING_EVENTS)} of a client's stream`,
      `${share(RESERVED_SHARE)} of that is reserved for each machine`,
    ],
  ],
  ["src/observe/history-budget.ts", [mib(MAX_BYTES)]],
  ["src/bmc/sensors/reading-ring.ts", [`${MAX_READINGS} readings`, `changes within ${seconds(SHARED_MS)}`]],
  ["src/serial/serial-port.ts", [`${kib(RING_BYTES)} of a machine`]],
  [
    "src/serial/serial-port.ts",
    [`${kib(INPUT_BYTES)} for the guest's port`, `none after ${seconds(INPUT_TIMEOUT_MS)}`],
  ],
  [
    "src/serial/sol-receiver.ts",
    [
      `${kib(INPUT_BYTES)} for the guest's port`,
      `one packet ${each(ROOM_TIMEOUT_MS)}`,
      `until ${kib(MAX_LATE_INPUT_BYTES)} wait`,
    ],
  ],
  ["src/transport/peer-log.ts", [`${LINES_AN_INTERVAL} lines of a message in ${seconds(INTERVAL_MS)}`]],
  [
    "src/transport/datagram-reader.ts",
    [`${word(datagrams.TURN_DATAGRAMS)} datagram, then ${datagrams.TURN_MS} ms`, `${datagrams.MAX_WAITING} that wait`],
  ],
  [
    "src/lan/source-limit.ts",
    [
      `${lan.PACKETS_A_SECOND} a second of a client`,
      `${lan.PACKETS_AT_ONCE} at once`,
      `${lan.CLIENTS_OF_ADDRESS === 2 ? "twice" : lan.CLIENTS_OF_ADDRESS} that of an address`,
      `${number(lan.MAX_ADDRESSES)} of each are counted`,
    ],
  ],
  [
    "src/lan/set-ups.ts",
    [
      `${lan.MAX_SET_UPS} set-ups under way, each for ${seconds(lan.SET_UP_MS)}`,
      `none has more than ${lan.SET_UPS_OF_ADDRESS}:`,
    ],
  ],
  [
    "src/bmc/lan/sessions.ts",
    [`${seconds(sessions.idleTimeout)} without a packet`, `not used within ${seconds(FIRST_PACKET_MS)}`],
  ],
  [
    "src/bmc/alerts/limits.ts",
    [`${TRAPS_A_SECOND} traps a second of a machine, ${TRAPS_AT_ONCE} at once`, `${MAX_ALERTS} alerts that wait`],
  ],
  ["src/bmc/guest-panics.ts", [`${PANICS_AT_ONCE} events at once, then one in ${1 / PANICS_A_SECOND} s`]],
  ["src/lan/kept-answers.ts", [`${lan.KEPT_ANSWERS} kept answers`, `for ${seconds(lan.KEPT_MS)}`]],
  [
    "src/bmc/lan/lan-messages.ts",
    [`${MAX_LAN_MESSAGES} of LAN clients that wait at an interface, of its ${MAX_RECEIVED_MESSAGES}`],
  ],
  ["src/commands/app/send-message.ts", []],
  [
    "src/http/limits.ts",
    [
      `${http.connections} connections, ${http.connectionsAnAddress} of one address`,
      `at most ${number(http.requestBytes)} bytes and a body of ${kib(http.bodyBytes)}`,
      `${seconds(http.requestMs)} to be sent, and its answer ${seconds(http.connectionMs)} to be read`,
      `${number(http.requestsASecond)} requests a second, ${number(http.requestsAtOnce)} at once`,
      `one scrape ${each(http.scrapeMs)}, made in slices of ${SCRAPE_SLICE_MS} ms`,
    ],
  ],
  [
    "src/api/limits.ts",
    [
      `${MAX_STREAMS} streams`,
      `${EVENTS_A_TURN} events a turn`,
      `${mib(MAX_PENDING_BYTES)} that waits of the serial port, ${FRESH_EVENTS} events of the others`,
      `does not read for ${seconds(READ_TIMEOUT_MS)}`,
    ],
  ],
  [
    "src/api/authentication.ts",
    [`${failedLoginsAtOnce} wrong ones of an address, then ${word(failedLoginsASecond)} a second`],
  ],
  ["src/service/lab/limits.ts", [`${number(MAX_ROWS)} rows`, `the latest ${MAX_RUNS} runs`]],
  ["src/web/built-page.ts", []],
  ["src/turns/slices.ts", [`${SLICE_MS} ms a turn`]],
  ["src/web/machine-table.ts", [`${PAGE_SIZE} machines a turn`]],
  ["src/http/limits.ts", [`a body of ${kib(redfish.MAX_BODY_BYTES)}`]],
  [
    "src/redfish/authenticate.ts",
    [
      `${failedLoginsAtOnce} at once of an address, then ${word(failedLoginsASecond)} a second`,
      `${number(http.addresses)} addresses are counted`,
    ],
  ],
  ["src/redfish/sessions.ts", [`${redfish.MAX_SESSIONS} of a machine`]],
  [
    "src/redfish/shared/shared-sessions.ts",
    [
      `${number(redfish.MAX_SHARED_SESSIONS)}, at most ${redfish.MAX_SESSIONS} for one name and password`,
      `${DEFAULT_TIMEOUT_SECONDS / 60} minutes without a request`,
    ],
  ],
  [
    "src/redfish/shared/shared-queries.ts",
    [
      `${word(SHARED_FEATURES.ExpandQuery.MaxLevels)} level and ${number(redfish.MAX_EXPANDED)} expanded resources`,
      `${SLICE_MS} ms a turn`,
    ],
  ],
  [
    "src/redfish/events.ts",
    [`${redfish.MAX_STREAMS} of a machine`, `${kib(redfish.MAX_STREAM_BYTES)} that wait for one`],
  ],
  [
    "src/redfish/query.ts",
    [
      `${word(redfish.MAX_LEVELS)} levels and ${number(redfish.MAX_EXPANDED)} resources`,
      `${number(redfish.PAGE_SIZE)} SEL records`,
      `${redfish.MAX_FILTER_TOKENS} words, ${redfish.MAX_FILTER_DEPTH} parentheses deep`,
      `${SLICE_MS} ms a turn`,
    ],
  ],
  [
    "src/media/limits.ts",
    [
      `${mib(media.SPARE_BYTES)} of the disk stay free`,
      `${media.MAX_DOWNLOADS} downloads of a directory at once`,
      `${word(media.MAX_REDIRECTS)} redirects`,
      `${seconds(media.IDLE_MS)} without a byte, ${media.DOWNLOAD_MS / 3_600_000} h in all`,
      `${word(media.KEPT_IMAGES)} images that no drive holds`,
    ],
  ],
  ["src/redfish/tasks.ts", [`${redfish.MAX_TASKS} of a machine`]],
  [
    "src/redfish/subscriptions/",
    [
      `${redfish.MAX_SUBSCRIPTIONS} subscriptions of a machine`,
      `for ${seconds(redfish.DELIVERY_MS)} at most and ${redfish.MAX_WAITING_EVENTS} events that wait`,
      `headers have ${kib(redfish.MAX_ANSWER_HEADERS)}`,
    ],
  ],
  ["src/control/server.ts", []],
];
