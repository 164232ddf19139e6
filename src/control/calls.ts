/** The list of calls that a control socket answers. Both ends share it, and docs/calls.md prints it. */
import type { z } from "zod";
import { bootGet, bootSet } from "./calls/boot.ts";
import { doors } from "./calls/doors.ts";
import {
  faultAdd,
  faultAddLan,
  faultAddRedfish,
  faultClear,
  faultList,
  faultRemove,
  faultSettings,
} from "./calls/fault.ts";
import { identifySet } from "./calls/identify.ts";
import { labInfo, labStart, labStatus, labStop, labWatch } from "./calls/lab.ts";
import { machineAdd, machineRemove } from "./calls/machine.ts";
import { mediaEject, mediaInsert, mediaList } from "./calls/media.ts";
import { eventSend, flagsClear, flagsGet, watchdogGet, watchdogSet } from "./calls/messaging.ts";
import { pageGet } from "./calls/page.ts";
import { powerSet, powerStatus, reset } from "./calls/power.ts";
import { fruList, fruRead, fruWrite, sdrList } from "./calls/records.ts";
import { reload } from "./calls/reload.ts";
import { selAdd, selClear, selInfo, selList } from "./calls/sel.ts";
import { sensorGet, sensorList, sensorRelease, sensorSet } from "./calls/sensor.ts";
import { serialBreak, serialRead, serialWrite } from "./calls/serial.ts";
import { sessionEnd, sessionEndRedfish, sessionList, sessionListRedfish } from "./calls/session.ts";
import { events, machineGet, machineList, status } from "./calls/status.ts";
import { timeAdvance, timeSet } from "./calls/time.ts";
import { userList, userSet } from "./calls/user.ts";
import { history, watch } from "./calls/watch.ts";
import type { Call, Stream } from "./define-call.ts";

export const calls = {
  status,
  doors,
  "page.get": pageGet,
  events,
  "power.status": powerStatus,
  "power.set": powerSet,
  reset,
  "boot.get": bootGet,
  "boot.set": bootSet,
  "identify.set": identifySet,
  "media.list": mediaList,
  "media.insert": mediaInsert,
  "media.eject": mediaEject,
  "sensor.list": sensorList,
  "sensor.get": sensorGet,
  "sensor.set": sensorSet,
  "sensor.release": sensorRelease,
  "serial.read": serialRead,
  "serial.write": serialWrite,
  "serial.break": serialBreak,
  "time.set": timeSet,
  "time.advance": timeAdvance,
  "sel.list": selList,
  "sel.info": selInfo,
  "sel.add": selAdd,
  "sel.clear": selClear,
  "sdr.list": sdrList,
  "fru.list": fruList,
  "fru.read": fruRead,
  "fru.write": fruWrite,
  "event.send": eventSend,
  "flags.get": flagsGet,
  "flags.clear": flagsClear,
  "watchdog.get": watchdogGet,
  "watchdog.set": watchdogSet,
  "user.list": userList,
  "user.set": userSet,
  "session.list": sessionList,
  "session.end": sessionEnd,
  "session.listRedfish": sessionListRedfish,
  "session.endRedfish": sessionEndRedfish,
  "fault.list": faultList,
  "fault.add": faultAdd,
  "fault.addLan": faultAddLan,
  "fault.addRedfish": faultAddRedfish,
  "fault.settings": faultSettings,
  "fault.remove": faultRemove,
  "fault.clear": faultClear,
  "machine.list": machineList,
  "machine.get": machineGet,
  "machine.add": machineAdd,
  "machine.remove": machineRemove,
  "lab.info": labInfo,
  "lab.start": labStart,
  "lab.status": labStatus,
  "lab.stop": labStop,
  "lab.watch": labWatch,
  reload,
  watch,
  history,
} as const satisfies Readonly<Record<string, Call | Stream>>;

type Calls = typeof calls;
type NamesOf<Kind> = { [Name in keyof Calls]: Calls[Name] extends { kind: Kind } ? Name : never }[keyof Calls];

export type CallName = NamesOf<"call">;
export type StreamName = NamesOf<"stream">;

/** Arguments as a caller writes them. */
export type ArgumentsOf<Name extends CallName | StreamName> = z.input<Calls[Name]["arguments"]>;
/** Arguments as the daemon's handler gets them: checked, with defaults. */
export type CheckedArguments<Name extends CallName | StreamName> = z.output<Calls[Name]["arguments"]>;
export type ResultOf<Name extends CallName> = z.output<Extract<Calls[Name], { kind: "call" }>["result"]>;
export type EventOf<Name extends StreamName> = z.output<Extract<Calls[Name], { kind: "stream" }>["event"]>;
