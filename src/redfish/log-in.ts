/** Log-ins: the users are those of the LAN channel, with the same passwords and the same lock-out. */
import { timingSafeEqual } from "node:crypto";
import type { Bmc } from "../bmc/bmc.ts";
import { mayLogIn, privilegeLimit, userNamed } from "../bmc/lan/logins.ts";
import { LONG_PASSWORD_SIZE, NAME_SIZE } from "../bmc/users.ts";
import type { Machine } from "../machine.ts";
import { type Role, roleOf } from "./roles.ts";

export interface User {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
}

/** Returns the user with this name and password. Counts a wrong password for the lock-out of parameter 26. */
export function logIn(machine: Machine, name: string, password: string): User | undefined {
  const { bmc } = machine;
  const { id, isRight } = compared(bmc, name, password);
  if (id === undefined) return undefined;
  if (isRight) {
    bmc.lan.lockOut.succeeded(id);
    return userWith(bmc, id);
  }
  machine.react(({ lan }) => lan.lockOut.failed(id));
  return undefined;
}

/** Like `logIn`, without counting a wrong password. */
export function userByPassword(bmc: Bmc, name: string, password: string): User | undefined {
  const { id, isRight } = compared(bmc, name, password);
  return id !== undefined && isRight ? userWith(bmc, id) : undefined;
}

function compared(bmc: Bmc, name: string, password: string) {
  const id = isName(name) ? userNamed(bmc, channelOf(bmc), Buffer.from(name, "latin1")) : undefined;
  const isRight = isPassword(password, id === undefined ? new Uint8Array() : bmc.users.password(id));
  return { id, isRight };
}

/** Returns the user with this ID, if it may log in now. */
export function userWith(bmc: Bmc, id: number): User | undefined {
  const role = mayLogIn(bmc, channelOf(bmc), id) ? roleOf(privilegeLimit(bmc, channelOf(bmc), id)) : undefined;
  return role && { id, name: nameOf(bmc, id), role };
}

export function channelOf(bmc: Bmc): number {
  return bmc.options.lan.channel;
}

export function nameOf(bmc: Bmc, id: number): string {
  return Buffer.from(bmc.users.name(id)).toString("latin1").replaceAll("\0", "");
}

/** The null user, whose name is empty, cannot log in here. */
function isName(text: string): boolean {
  return text.length > 0 && text.length <= NAME_SIZE && isLatin1(text);
}

/** Takes equally long for an unknown user, whose `stored` is empty. */
function isPassword(text: string, stored: Uint8Array): boolean {
  const given = padded(isLatin1(text) && text.length <= LONG_PASSWORD_SIZE ? text : "");
  const isEqual = timingSafeEqual(given, padded(Buffer.from(stored).toString("latin1")));
  return isEqual && text.length > 0;
}

function padded(text: string): Uint8Array {
  const bytes = new Uint8Array(LONG_PASSWORD_SIZE);
  bytes.set(Buffer.from(text, "latin1"));
  return bytes;
}

function isLatin1(text: string): boolean {
  return /^[^\0\u0100-\uffff]*$/.test(text);
}
