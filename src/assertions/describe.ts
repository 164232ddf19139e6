/** Assertions and exchanges in words. */

import { completionCodeText } from "../ipmi/describe.ts";
import type { ExchangeHappening } from "../observe/trace-event.ts";
import { hexCode, hexDigits } from "../text/hex.ts";
import type { Assertion, AssertionOf, ExchangePattern, LogInPattern, RefusalPattern } from "./assertion.ts";

export function assertionText(assertion: Assertion): string {
  switch (assertion.kind) {
    case "seen": {
      const { what, atLeast, atMost, withinMs } = assertion;
      return `${patternText(what)} ${timesText(atLeast, atMost)}${withinMs === undefined ? "" : `, the first within ${secondsText(withinMs)}`}`;
    }
    case "never":
      return `never ${patternText(assertion.what)}`;
    case "order":
      return `in this order: ${assertion.what.map(patternText).join(", ")}`;
    case "discarded":
      return discardText(assertion);
    case "loggedIn":
      return `${logInText(assertion.what)} ${timesText(assertion.atLeast, assertion.atMost)}`;
    case "logInRefused":
      return `${refusalText(assertion.what)} ${timesText(assertion.atLeast, assertion.atMost)}`;
    case "logInAbandoned": {
      const { what, atLeast, atMost } = assertion;
      return `abandoned log-in${asUser(what.user)}${onMachine(what.machine)} ${timesText(atLeast, atMost)}`;
    }
    case "sol": {
      const { machine, sent, received } = assertion;
      return `serial over LAN${onMachine(machine)}: at least ${sent} characters sent and ${received} received`;
    }
  }
}

export function patternText(pattern: ExchangePattern): string {
  const { machine, command, door, request, completionCode, refused } = pattern;
  const parts = [
    command?.name ?? "any command",
    request && withData(request),
    completionCode !== undefined && `answered ${hexCode(completionCode)}`,
    refused && "refused",
    door && `through a ${door === "lan" ? "LAN door" : "system interface"}`,
    machine && `on ${machine}`,
  ];
  return parts.filter((part) => part).join(" ");
}

function discardText({ what: { machine, door, reason }, atLeast, atMost }: AssertionOf<"discarded">): string {
  const noun = door === "lan" ? "discarded datagram" : "discarded frame";
  const which = `${reason === undefined ? "" : ` (${reason})`}${onMachine(machine)}`;
  if (atMost === undefined || atLeast > 0) return `${noun}${which} ${timesText(atLeast, atMost)}`;
  return atMost === 0 ? `no ${noun}${which}` : `at most ${atMost} ${noun}s${which}`;
}

function logInText({ machine, user, privilege, suite }: LogInPattern): string {
  const how = [
    privilege !== undefined && ` up to ${privilege}`,
    suite !== undefined && ` with cipher suite ${suite}`,
  ].filter((part) => part);
  return `log-in${asUser(user)}${how.join("")}${onMachine(machine)}`;
}

function refusalText({ machine, user, step, status }: RefusalPattern): string {
  const how = [step !== undefined && ` at ${step}`, status !== undefined && ` with status ${hexCode(status)}`].filter(
    (part) => part,
  );
  return `refused log-in${asUser(user)}${how.join("")}${onMachine(machine)}`;
}

function asUser(user: string | undefined): string {
  return user === undefined ? "" : ` as ${JSON.stringify(user)}`;
}

function onMachine(machine: string | undefined): string {
  return machine === undefined ? "" : ` on ${machine}`;
}

export function exchangeText({ command, netFn, cmd, request, completionCode, refusal }: ExchangeHappening): string {
  const name = command ?? `netFn ${hexCode(netFn)} cmd ${hexCode(cmd)}`;
  const asked = request.length > 0 ? ` ${withData([...request])}` : "";
  const answered = `answered ${hexCode(completionCode)}, ${completionCodeText(completionCode)}`;
  return `${name}${asked} ${answered}${refusal === undefined ? "" : ` (${refusal})`}`;
}

/** Number of a request's bytes that are shown. */
const MAX_DATA = 32;

function withData(bytes: readonly (number | null)[]): string {
  const shown = bytes.slice(0, MAX_DATA).map((byte) => (byte === null ? "??" : hexDigits(byte).toUpperCase()));
  return `with data ${shown.join(" ")}${bytes.length > MAX_DATA ? " …" : ""}`;
}

export function secondsText(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))} s`;
}

export function count(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}

function timesText(atLeast: number, atMost: number | undefined): string {
  if (atMost === undefined) return `at least ${count(atLeast)}`;
  return atLeast === atMost ? `exactly ${count(atMost)}` : `${atLeast} to ${atMost} times`;
}
