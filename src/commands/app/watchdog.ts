/** The BMC watchdog timer (IPMI chapter 27; v1.5 chapter 21). */
import { PreTimeoutInterrupt, TimeoutAction, WatchdogUse } from "../../bmc/watchdog.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const actions = bitfield({ preTimeoutInterrupt: bits(6, 4), timeoutAction: bits(2, 0) });
const expirationFlags = bitfield({ oem: bit(5), smsOs: bit(4), osLoad: bit(3), biosPost: bit(2), biosFrb2: bit(1) });

const USE_OF_FLAG = {
  oem: WatchdogUse.Oem,
  smsOs: WatchdogUse.SmsOs,
  osLoad: WatchdogUse.OsLoad,
  biosPost: WatchdogUse.BiosPost,
  biosFrb2: WatchdogUse.BiosFrb2,
} as const;
const FLAGS = Object.keys(USE_OF_FLAG) as (keyof typeof USE_OF_FLAG)[];

/**
 * 80h: the timer was not set since the system or the BMC was reset. Linux answers this code by setting the timer again.
 */
const NOT_INITIALIZED = 0x80;

/** §27.5 Reset Watchdog Timer. Also starts a stopped timer. */
export const resetWatchdogTimer = defineCommand({
  name: "Reset Watchdog Timer",
  spec: "27.5",
  netFn: NetFn.App,
  cmd: 0x22,
  privilege: Privilege.Operator,
  request: empty,
  response: empty,
  handle({ bmc: { watchdog } }) {
    if (!watchdog.initialized) throw new IpmiError(NOT_INITIALIZED, "the watchdog timer was not set");
    watchdog.restart();
    return {};
  },
});

/**
 * §27.6 Set Watchdog Timer. An SMI as pre-timeout interrupt is refused with CCh, because the VM protocol cannot send
 * one; §27.4.1 tells software to find the supported interrupts by trying.
 */
export const setWatchdogTimer = defineCommand({
  name: "Set Watchdog Timer",
  spec: "27.6",
  netFn: NetFn.App,
  cmd: 0x24,
  privilege: Privilege.Operator,
  request: struct({
    timer: bitfield({ dontLog: bit(7), dontStop: bit(6), use: bits(2, 0) }),
    actions,
    preTimeoutSeconds: u8,
    clear: expirationFlags,
    initialCountdown100ms: u16,
  }),
  response: empty,
  handle({ bmc: { watchdog } }, { timer, actions, preTimeoutSeconds, clear, initialCountdown100ms }) {
    watchdog.set(
      {
        use: oneOf(WatchdogUse, timer.use, "timer use"),
        dontLog: timer.dontLog,
        interrupt: oneOf(PreTimeoutInterrupt, actions.preTimeoutInterrupt, "pre-timeout interrupt"),
        action: oneOf(TimeoutAction, actions.timeoutAction, "timeout action"),
        preTimeoutSeconds,
        initialCountdown100ms,
      },
      timer.dontStop,
      FLAGS.filter((flag) => clear[flag]).map((flag) => USE_OF_FLAG[flag]),
    );
    return {};
  },
});

/** §27.7 Get Watchdog Timer. */
export const getWatchdogTimer = defineCommand({
  name: "Get Watchdog Timer",
  spec: "27.7",
  netFn: NetFn.App,
  cmd: 0x25,
  privilege: Privilege.User,
  request: empty,
  response: struct({
    timer: bitfield({ dontLog: bit(7), running: bit(6), use: bits(2, 0) }),
    actions,
    preTimeoutSeconds: u8,
    expired: expirationFlags,
    initialCountdown100ms: u16,
    presentCountdown100ms: u16,
  }),
  handle({ bmc: { watchdog } }) {
    const { use, dontLog, interrupt, action, preTimeoutSeconds, initialCountdown100ms } = watchdog.settings;
    const has = (flag: keyof typeof USE_OF_FLAG) => watchdog.expired.has(USE_OF_FLAG[flag]);
    return {
      timer: { dontLog, running: watchdog.running, use },
      actions: { preTimeoutInterrupt: interrupt, timeoutAction: action },
      preTimeoutSeconds,
      expired: {
        oem: has("oem"),
        smsOs: has("smsOs"),
        osLoad: has("osLoad"),
        biosPost: has("biosPost"),
        biosFrb2: has("biosFrb2"),
      },
      initialCountdown100ms,
      presentCountdown100ms: watchdog.presentCountdown100ms,
    };
  },
});

function oneOf<T extends number>(known: Readonly<Record<string, T>>, value: number, what: string): T {
  const found = Object.values(known).find((each) => each === value);
  if (found === undefined)
    throw new IpmiError(
      CompletionCode.InvalidDataField,
      `${what} is ${value}; expected one of ${Object.values(known).join(", ")}`,
    );
  return found;
}
