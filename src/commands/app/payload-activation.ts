/**
 * Activation of payloads, of which SOL is the only one (v2 §24.1–§24.5). In-band they are C1h: they need a session. Only one of
 * RMCP+ can activate them.
 */
import type { Lan } from "../../bmc/lan/lan.ts";
import { type Activation, SOL_INSTANCES, SOL_PAYLOAD } from "../../bmc/lan/sol-activations.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { reserved } from "../../codec/bytes.ts";
import { u8, u16, u32 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { type CommandContext, defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import type { Session } from "../../ipmi/session.ts";
import { lanOf } from "../lan-channel.ts";

const payloadType = bitfield({ type: bits(5, 0) });
const payload = { payload: payloadType, instance: bitfield({ number: bits(3, 0) }) };

/** Bytes of a payload in either direction: the SOL header and up to 248 characters. */
const PAYLOAD_SIZE = 252;
const NO_VLAN = 0xffff;

const ActivateCode = {
  AlreadyActive: 0x80,
  Disabled: 0x81,
  LimitReached: 0x82,
  NotWithEncryption: 0x83,
  NotWithoutEncryption: 0x84,
} as const;
const DeactivateCode = { NotActive: 0x80, Disabled: 0x81 } as const;

/** Throws `IpmiError` C1h for a request without a session, such as in-band. */
export function sessionOf({ session }: CommandContext): Session {
  if (session) return session;
  throw new IpmiError(CompletionCode.InvalidCommand, "the request came without a session");
}

function checkType(type: number): void {
  if (type === SOL_PAYLOAD) return;
  throw new IpmiError(CompletionCode.InvalidDataField, `payload type is ${type}; expected ${SOL_PAYLOAD}, SOL`);
}

function checkInstance(instance: number): void {
  if (instance >= 1 && instance <= SOL_INSTANCES) return;
  throw new IpmiError(CompletionCode.InvalidDataField, `instance is ${instance}; expected 1 to ${SOL_INSTANCES}`);
}

/** Throws `IpmiError` D4h for a user without access to SOL or a session below its privilege level. */
function checkRights({ payloadAccess, sol }: Lan, { userId, privilege }: Session): void {
  const needed = sol.values.authentication.privilege;
  if (privilege < needed) {
    throw new IpmiError(CompletionCode.InsufficientPrivilege, `privilege is ${privilege}; SOL needs ${needed}`);
  }
  if (payloadAccess.maySol(userId)) return;
  throw new IpmiError(CompletionCode.InsufficientPrivilege, `user ${userId} has no access to SOL`);
}

/** Returns whether the payload's packets are encrypted. Throws `IpmiError` 83h or 84h. */
function encryption({ sol }: Lan, { confidentiality }: Session, isWanted: boolean): boolean {
  const { forceEncryption } = sol.values.authentication;
  // Clients such as ipmitool want encryption in every session.
  if (confidentiality && isWanted) return true;
  if (!forceEncryption) return false;
  throw new IpmiError(ActivateCode.NotWithoutEncryption, "SOL authentication forces encryption (parameter 2)");
}

/** v2 §24.1 Activate Payload. */
export const activatePayload = defineCommand({
  name: "Activate Payload",
  spec: "v2 §24.1",
  netFn: NetFn.App,
  cmd: 0x48,
  privilege: Privilege.User,
  request: struct({
    ...payload,
    options: bitfield({ encrypt: bit(7), authenticate: bit(6), test: bit(5), keepsCtsLow: bit(1) }),
    reserved: reserved(3),
  }),
  response: struct({
    auxiliary: bitfield({ testMode: bit(0) }),
    reserved: reserved(3),
    inboundSize: u16,
    outboundSize: u16,
    port: u16,
    vlan: u16,
  }),
  handle(context, { payload: { type }, instance: { number: instance }, options }) {
    const session = sessionOf(context);
    if (session.version !== "2.0") {
      throw new IpmiError(CompletionCode.InvalidCommand, "a session of IPMI 1.5 carries no payloads");
    }
    const lan = lanOf(context, context.channel);
    const { solActivations: activations } = lan;
    checkType(type);
    const { service } = activations;
    if (!service || !lan.sol.values.enabled)
      throw new IpmiError(ActivateCode.Disabled, "SOL is disabled (parameter 1)");
    checkRights(lan, session);
    if (instance > SOL_INSTANCES) {
      throw new IpmiError(ActivateCode.LimitReached, `instance is ${instance}; SOL has ${SOL_INSTANCES}`);
    }
    checkInstance(instance);
    if (activations.at(instance)) throw new IpmiError(ActivateCode.AlreadyActive, "another session has the instance");
    // A SOL packet does not name its instance.
    if (activations.of(session)) throw new IpmiError(ActivateCode.LimitReached, "the session has an instance already");
    activations.activate(service, session, instance, encryption(lan, session, options.encrypt));
    const sizes = { inboundSize: PAYLOAD_SIZE, outboundSize: PAYLOAD_SIZE };
    return { auxiliary: { testMode: false }, ...sizes, port: lan.advertisedPort, vlan: NO_VLAN };
  },
});

/**
 * v2 §24.2 Deactivate Payload: of any session, which is how a client takes SOL over. Appendix G: SOL parameter 2 has the
 * privilege for both commands.
 */
export const deactivatePayload = defineCommand({
  name: "Deactivate Payload",
  spec: "v2 §24.2",
  netFn: NetFn.App,
  cmd: 0x49,
  privilege: Privilege.User,
  request: struct({ ...payload, auxiliary: reserved(4) }),
  response: empty,
  handle(context, { payload: { type }, instance: { number: instance } }) {
    const session = sessionOf(context);
    const lan = lanOf(context, context.channel);
    checkType(type);
    if (!lan.solActivations.service) throw new IpmiError(DeactivateCode.Disabled, "the machine has no serial port");
    checkInstance(instance);
    const active = lan.solActivations.at(instance);
    if (!active) throw new IpmiError(DeactivateCode.NotActive, `instance ${instance} is not active`);
    if (active.session !== session) checkRights(lan, session);
    lan.solActivations.deactivate(instance, session);
    return {};
  },
});

/** v2 §24.4 Get Payload Activation Status. */
export const getPayloadActivationStatus = defineCommand({
  name: "Get Payload Activation Status",
  spec: "v2 §24.4",
  netFn: NetFn.App,
  cmd: 0x4a,
  privilege: Privilege.User,
  request: struct({ payload: payloadType }),
  response: struct({ capacity: bitfield({ instances: bits(3, 0) }), active: u16 }),
  handle(context, { payload: { type } }) {
    sessionOf(context);
    checkType(type);
    const { service, all } = lanOf(context, context.channel).solActivations;
    const active = all.reduce((sum, { instance }) => sum + 2 ** (instance - 1), 0);
    return { capacity: { instances: service ? SOL_INSTANCES : 0 }, active };
  },
});

/** v2 §24.5 Get Payload Instance Info. */
export const getPayloadInstanceInfo = defineCommand({
  name: "Get Payload Instance Info",
  spec: "v2 §24.5",
  netFn: NetFn.App,
  cmd: 0x4b,
  privilege: Privilege.User,
  request: struct(payload),
  response: struct({ sessionId: u32, port: u8, reserved: reserved(7) }),
  handle(context, { payload: { type }, instance: { number: instance } }) {
    sessionOf(context);
    checkType(type);
    checkInstance(instance);
    const active = lanOf(context, context.channel).solActivations.at(instance);
    return { sessionId: active?.session.id ?? 0, port: active ? 1 : 0 };
  },
});

const Operation = { Suspend: 0, Resume: 1 } as const;
const EncryptionCode = { NotSupported: 0x80, NotAllowed: 0x81, NotAvailable: 0x82, NotActive: 0x83 } as const;

/** v2 §24.3 Suspend/Resume Payload Encryption. */
export const suspendResumePayloadEncryption = defineCommand({
  name: "Suspend/Resume Payload Encryption",
  spec: "v2 §24.3",
  netFn: NetFn.App,
  cmd: 0x55,
  privilege: Privilege.User,
  request: struct({ ...payload, operation: bitfield({ code: bits(4, 0) }) }),
  response: empty,
  handle(context, { payload: { type }, instance: { number: instance }, operation: { code } }) {
    const session = sessionOf(context);
    const lan = lanOf(context, context.channel);
    checkType(type);
    checkInstance(instance);
    const active: Activation | undefined = lan.solActivations.at(instance);
    if (active?.session !== session) {
      throw new IpmiError(EncryptionCode.NotActive, `instance ${instance} is not active in this session`);
    }
    if (!session.confidentiality) throw new IpmiError(EncryptionCode.NotAvailable, "the session has no encryption");
    if (code !== Operation.Suspend && code !== Operation.Resume) {
      throw new IpmiError(EncryptionCode.NotSupported, `operation is ${code}; expected 0 or 1`);
    }
    const isSuspended = code === Operation.Suspend;
    if (isSuspended && lan.sol.values.authentication.forceEncryption) {
      throw new IpmiError(EncryptionCode.NotAllowed, "SOL authentication forces encryption (parameter 2)");
    }
    active.isEncrypted = !isSuspended;
    return {};
  },
});
