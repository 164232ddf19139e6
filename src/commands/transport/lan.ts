/** LAN configuration (IPMI chapter 23; v1.5 chapter 19). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { lanOf } from "../lan-channel.ts";
import { getParameter, parameterResponse, parameterSelectors, setParameter } from "../parameters.ts";
import { lanParameters } from "./lan-parameters.ts";

const channelNumber = bitfield({ number: bits(3, 0) });

/** §23.1 Set LAN Configuration Parameters. */
export const setLanConfigurationParameters = defineCommand({
  name: "Set LAN Configuration Parameters",
  spec: "23.1",
  netFn: NetFn.Transport,
  cmd: 0x01,
  privilege: Privilege.Administrator,
  request: struct({ channel: channelNumber, selector: u8, data: rest }),
  response: empty,
  handle(context, { channel, selector, data }) {
    setParameter(lanParameters, lanOf(context, channel.number), selector, data);
    return {};
  },
});

/** §23.2 Get LAN Configuration Parameters. */
export const getLanConfigurationParameters = defineCommand({
  name: "Get LAN Configuration Parameters",
  spec: "23.2",
  netFn: NetFn.Transport,
  cmd: 0x02,
  privilege: Privilege.Operator,
  request: struct({ from: bitfield({ revisionOnly: bit(7), channel: bits(3, 0) }), ...parameterSelectors }),
  response: parameterResponse,
  handle(context, { from: { revisionOnly, channel }, ...selectors }) {
    return getParameter(lanParameters, lanOf(context, channel), { revisionOnly, ...selectors });
  },
});

const arps = bitfield({ responses: bit(1), gratuitous: bit(0) });

/**
 * §23.3 Suspend BMC ARPs. Reports the ARPs that a LAN would see: those that parameter 10 enables and that are not
 * suspended.
 */
export const suspendBmcArps = defineCommand({
  name: "Suspend BMC ARPs",
  spec: "23.3",
  netFn: NetFn.Transport,
  cmd: 0x03,
  privilege: Privilege.Administrator,
  request: struct({ channel: channelNumber, suspend: arps }),
  response: struct({ occurring: arps }),
  handle(context, { channel, suspend }) {
    const { arpSuspension, values } = lanOf(context, channel.number);
    arpSuspension.suspend(suspend);
    const { suspended } = arpSuspension;
    return {
      occurring: {
        responses: values.arpControl.responses && !suspended.responses,
        gratuitous: values.arpControl.gratuitous && !suspended.gratuitous,
      },
    };
  },
});

/** §23.4 Get IP/UDP/RMCP Statistics. The daemon does not keep these counters: all are 0 and clearing does nothing. */
export const getIpUdpRmcpStatistics = defineCommand({
  name: "Get IP/UDP/RMCP Statistics",
  spec: "23.4",
  netFn: NetFn.Transport,
  cmd: 0x04,
  privilege: Privilege.User,
  request: struct({ channel: channelNumber, action: bitfield({ clear: bit(0) }) }),
  response: struct({
    ipPacketsReceived: u16,
    ipHeaderErrors: u16,
    ipAddressErrors: u16,
    fragmentedIpPacketsReceived: u16,
    ipPacketsTransmitted: u16,
    udpPacketsReceived: u16,
    validRmcpPacketsReceived: u16,
    udpProxyPacketsReceived: u16,
    udpProxyPacketsDropped: u16,
  }),
  handle(context, { channel }) {
    lanOf(context, channel.number);
    return {
      ipPacketsReceived: 0,
      ipHeaderErrors: 0,
      ipAddressErrors: 0,
      fragmentedIpPacketsReceived: 0,
      ipPacketsTransmitted: 0,
      udpPacketsReceived: 0,
      validRmcpPacketsReceived: 0,
      udpProxyPacketsReceived: 0,
      udpProxyPacketsDropped: 0,
    };
  },
});
