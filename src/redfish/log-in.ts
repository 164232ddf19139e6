/** Log-ins: the users are those of the LAN channel, with the same passwords and the same lock-out. */
import { timingSafeEqual } from "node:crypto";
import type { Bmc } from "../bmc/bmc.ts";
import { mayLogIn, paddedName, privilegeLimit, userNamed } from "../bmc/lan/logins.ts";
import { LONG_PASSWORD_SIZE, NAME_SIZE } from "../bmc/users.ts";
import type { Machine } from "../machine.ts";
import { type Role, roleOf } from "./roles.ts";

const NO_PASSWORD = new Uint8Array(LONG_PASSWORD_SIZE);

export interface User {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
}

/** A name and a password as the BMC keeps them. They are made once for all machines that compare them. */
export interface Given {
  /** 16 bytes. Undefined: no user can have this name. */
  readonly name: Uint8Array | undefined;
  /** 20 bytes. */
  readonly password: Uint8Array;
  /** Whether a user who may log in here can have this password. */
  readonly isPassword: boolean;
}

export function given(name: string, password: string): Given {
  const isPassword = password.length > 0 && password.length <= LONG_PASSWORD_SIZE && isLatin1(password);
  return {
    name: isName(name) ? paddedName(Buffer.from(name, "latin1")) : undefined,
    password: padded(Buffer.from(isPassword ? password : "", "latin1")),
    isPassword,
  };
}

/** Returns the user with this name and password. Counts a wrong password for the lock-out of parameter 26. */
export function logIn(machine: Machine, name: string, password: string): User | undefined {
  const { bmc } = machine;
  const { id, isRight } = compared(bmc, given(name, password));
  if (id === undefined) return undefined;
  if (isRight) {
    bmc.lan.lockOut.succeeded(id);
    return userWith(bmc, id);
  }
  machine.react(({ lan }) => lan.lockOut.failed(id));
  return undefined;
}

/** Like `logIn`, without counting a wrong password. */
export function userByPassword(bmc: Bmc, asked: Given): User | undefined {
  const { id, isRight } = compared(bmc, asked);
  return id !== undefined && isRight ? userWith(bmc, id) : undefined;
}

/** Whether there is a user with this name and password: a shared door asks that of every machine. */
export function isUser(bmc: Bmc, asked: Given): boolean {
  const { id, isRight } = compared(bmc, asked);
  return id !== undefined && isRight && roleWith(bmc, id) !== undefined;
}

/** Takes equally long for an unknown user. */
function compared(bmc: Bmc, { name, password, isPassword }: Given) {
  const id = name && userNamed(bmc, channelOf(bmc), name);
  const stored = id === undefined ? NO_PASSWORD : padded(bmc.users.password(id));
  const isEqual = timingSafeEqual(password, stored);
  return { id, isRight: isEqual && isPassword };
}

/** Returns the user with this ID, if it may log in now. */
export function userWith(bmc: Bmc, id: number): User | undefined {
  const role = roleWith(bmc, id);
  return role && { id, name: nameOf(bmc, id), role };
}

function roleWith(bmc: Bmc, id: number): Role | undefined {
  return mayLogIn(bmc, channelOf(bmc), id) ? roleOf(privilegeLimit(bmc, channelOf(bmc), id)) : undefined;
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

/** Passwords are of 16 or 20 bytes. */
function padded(password: Uint8Array): Uint8Array {
  if (password.length === LONG_PASSWORD_SIZE) return password;
  const bytes = new Uint8Array(LONG_PASSWORD_SIZE);
  bytes.set(password);
  return bytes;
}

function isLatin1(text: string): boolean {
  return /^[^\0\u0100-\uffff]*$/.test(text);
}
