/** The handler of each call. */
import type { Handlers } from "./handler.ts";
import { bootGet, bootSet } from "./handlers/boot.ts";
import { doors } from "./handlers/doors.ts";
import {
  faultAdd,
  faultAddLan,
  faultAddRedfish,
  faultClear,
  faultList,
  faultRemove,
  faultSettings,
} from "./handlers/fault.ts";
import { identifySet } from "./handlers/identify.ts";
import { labInfo, labStart, labStatus, labStop, labWatch } from "./handlers/lab.ts";
import { machineAdd, machineRemove } from "./handlers/machine.ts";
import { mediaEject, mediaInsert, mediaList } from "./handlers/media.ts";
import { eventSend, flagsClear, flagsGet, watchdogGet, watchdogSet } from "./handlers/messaging.ts";
import { pageGet } from "./handlers/page.ts";
import { powerSet, powerStatus, reset } from "./handlers/power.ts";
import { fruList, fruRead, fruWrite, sdrList } from "./handlers/records.ts";
import { reload } from "./handlers/reload.ts";
import { selAdd, selClear, selInfo, selList } from "./handlers/sel.ts";
import { sensorGet, sensorList, sensorRelease, sensorSet } from "./handlers/sensor.ts";
import { serialBreak, serialRead, serialWrite } from "./handlers/serial.ts";
import { sessionEnd, sessionEndRedfish, sessionList, sessionListRedfish } from "./handlers/session.ts";
import { events, machineGet, machineList, status } from "./handlers/status.ts";
import { timeAdvance, timeSet } from "./handlers/time.ts";
import { userList, userSet } from "./handlers/user.ts";
import { history, watch } from "./handlers/watch.ts";

export const handlers: Handlers = {
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
};
