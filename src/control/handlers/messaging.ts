import type { Bmc } from "../../bmc/bmc.ts";
import { eventDataFirst } from "../../bmc/platform-event.ts";
import type { Watchdog, WatchdogSettings } from "../../bmc/watchdog.ts";
import { encode } from "../../codec/layout.ts";
import { stateNames, stateOffset, usualReadingType } from "../../ipmi/words/states.ts";
import { hexNumber } from "../../text/hex.ts";
import { WATCHDOG_ACTIONS, WATCHDOG_INTERRUPTS, WATCHDOG_USES } from "../calls/messaging.ts";
import type { CheckedArguments } from "../calls.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { ControlError } from "../protocol.ts";
import { sensorOf } from "./sensor.ts";

const EVENT_MESSAGE_REVISION = 0x04;
const UNSPECIFIED = 0xff;
/** Table 29-6: OEM codes in bytes 2 and 3. */
const OEM_CODE = 2;

const eventSend: CallHandler<"event.send"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const sensor = given.sensor === undefined ? undefined : sensorOf(machine, given.sensor);
  const { type, readingType } = sensor?.settings.kind ?? typeOf(given);
  const kind = { type, readingType: given.readingType ?? readingType };
  const offset = stateOffset(kind, given.state);
  if (offset === undefined) {
    const names = stateNames(kind).map((name, at) => `${at} (${name})`);
    const expected = names.length > 0 ? names.join(", ") : "an offset from 0 to 15";
    const problem = `event.send: there is no state ${JSON.stringify(given.state)}; expected one of ${expected}`;
    throw new ControlError("badArgument", problem, { argument: "state" });
  }
  const [second, third] = given.data ?? [];
  const used = (byte: number | undefined) => (byte === undefined ? 0 : OEM_CODE);
  const first = encode(eventDataFirst, { byte2: used(second), byte3: used(third), offset });
  const event = {
    evmRevision: EVENT_MESSAGE_REVISION,
    generatorId: given.generator,
    sensorType: kind.type,
    sensorNumber: sensor?.definition.number ?? given.sensorNumber ?? 0,
    event: { deassertion: given.deasserted, type: kind.readingType },
    data: Uint8Array.of(...first, second ?? UNSPECIFIED, third ?? UNSPECIFIED),
  };
  return machine.operate(({ sel, events }) => {
    const before = sel.size;
    events.receive(event);
    return { recordId: sel.size > before ? sel.lastId : undefined };
  });
};

function typeOf({ sensorType, sensorNumber }: CheckedArguments<"event.send">) {
  if (sensorType !== undefined && sensorNumber !== undefined) {
    return { type: sensorType, readingType: usualReadingType(sensorType) };
  }
  const problem = "event.send: sensor is missing; expected a sensor's name or number, or sensorType and sensorNumber";
  throw new ControlError("badArgument", problem, { argument: "sensor" });
}

const flagsGet: CallHandler<"flags.get"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { channel, flags, globalEnables } = interfaceOf(machine.bmc, given);
  const { attention, interrupt } = machine.wiresOf(channel);
  return {
    flags: { ...flags },
    enables: { ...globalEnables },
    attention,
    interrupt,
    stuck: machine.replies.attentionStuck,
  };
};

const flagsClear: CallHandler<"flags.clear"> = (daemon, given) => {
  const clear = (flag: (typeof given.flags)[number]) => given.flags.includes(flag);
  machineOf(daemon, given).operate((bmc) =>
    interfaceOf(bmc, given).clear({
      receiveMessageAvailable: clear("receiveMessageAvailable"),
      eventMessageBufferFull: clear("eventMessageBufferFull"),
      watchdogPreTimeout: clear("watchdogPreTimeout"),
      oem0: false,
      oem1: false,
      oem2: false,
    }),
  );
  return {};
};

function interfaceOf(
  { messaging }: Bmc,
  { channel = messaging.primary.channel }: { readonly channel?: number | undefined },
) {
  if (messaging.has(channel)) return messaging.at(channel);
  const expected = messaging.all.map((each) => `${each.channel} (${each.kind})`).join(", ");
  const problem = `channel is ${channel}; expected that of a system interface: ${expected}`;
  throw new ControlError("badArgument", problem, { argument: "channel" });
}

const wordOf = (codes: Readonly<Record<string, number>>, code: number): string =>
  Object.keys(codes).find((word) => codes[word] === code) ?? hexNumber(code, 1);

const watchdogGet: CallHandler<"watchdog.get"> = (daemon, given) => {
  return watchdogStatus(machineOf(daemon, given).bmc.watchdog);
};

const watchdogSet: CallHandler<"watchdog.set"> = (daemon, given) => {
  return machineOf(daemon, given).operate(({ watchdog }) => {
    const { use, action, interrupt, preTimeoutSeconds, seconds, dontLog } = given;
    const before = watchdog.settings;
    const settings: WatchdogSettings = {
      use: use ? WATCHDOG_USES[use] : before.use,
      action: action ? WATCHDOG_ACTIONS[action] : before.action,
      interrupt: interrupt ? WATCHDOG_INTERRUPTS[interrupt] : before.interrupt,
      preTimeoutSeconds: preTimeoutSeconds ?? before.preTimeoutSeconds,
      initialCountdown100ms: seconds === undefined ? before.initialCountdown100ms : Math.round(seconds * TENTHS),
      dontLog: dontLog ?? before.dontLog,
    };
    watchdog.set(settings, false, []);
    if (given.run) watchdog.restart();
    return watchdogStatus(watchdog);
  });
};

const TENTHS = 10;

function watchdogStatus({ settings, running, presentCountdown100ms, expired }: Watchdog) {
  return {
    running,
    use: wordOf(WATCHDOG_USES, settings.use),
    action: wordOf(WATCHDOG_ACTIONS, settings.action),
    interrupt: wordOf(WATCHDOG_INTERRUPTS, settings.interrupt),
    preTimeoutSeconds: settings.preTimeoutSeconds,
    initialSeconds: settings.initialCountdown100ms / TENTHS,
    presentSeconds: presentCountdown100ms / TENTHS,
    dontLog: settings.dontLog,
    expired: [...expired].map((use) => wordOf(WATCHDOG_USES, use)),
  };
}

export const messagingHandlers = {
  "event.send": eventSend,
  "flags.get": flagsGet,
  "flags.clear": flagsClear,
  "watchdog.get": watchdogGet,
  "watchdog.set": watchdogSet,
};
