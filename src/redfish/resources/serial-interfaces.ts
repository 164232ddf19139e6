/** The guest's serial port, if the configuration has one. Its bit rate is the one of Serial over LAN (IPMI table 26-5). */
import type { Machine } from "../../machine.ts";
import type { Endpoint } from "../endpoint.ts";
import { collection, type Json, link, MANAGER, resource } from "../resource.ts";

const AT = `${MANAGER}/SerialInterfaces`;
const PORT = `${AT}/1`;

/** Bit rates by the code of parameter 5. */
const BIT_RATES: Readonly<Record<number, string>> = { 6: "9600", 7: "19200", 8: "38400", 9: "57600", 10: "115200" };

function portOf({ bmc }: Machine): Json {
  const bitRate = BIT_RATES[bmc.lan.sol.values.nonVolatileBitRate];
  return resource(
    { at: PORT, schema: "SerialInterface", id: "1", name: "Serial Port" },
    {
      InterfaceEnabled: true,
      SignalType: "Rs232",
      ...(bitRate !== undefined && { BitRate: bitRate }),
      DataBits: "8",
      Parity: "None",
      StopBits: "1",
    },
  );
}

/** The property of the manager. */
export function serialLink({ serial }: Machine): Json {
  return serial ? { SerialInterfaces: link(AT) } : {};
}

export const serialEndpoints: readonly Endpoint[] = [
  {
    path: AT,
    get: ({ service: { machine } }) =>
      machine.serial && collection(AT, "SerialInterfaceCollection", "Serial Interfaces", [PORT]),
  },
  { path: PORT, get: ({ service: { machine } }) => machine.serial && portOf(machine) },
];
