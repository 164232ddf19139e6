/** The account service: the BMC's users on the LAN channel (IPMI §22.26 to §22.30). The ID of an account is the user's. */
import type { Bmc } from "../../bmc/bmc.ts";
import { LONG_PASSWORD_SIZE, NAME_SIZE, PASSWORD_SIZE } from "../../bmc/users.ts";
import { changed, created, DONE } from "../changes.ts";
import { type Checked, flag, oneOf, properties, required, text } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import { channelOf, nameOf } from "../log-in.ts";
import { refusal } from "../redfish-error.ts";
import type { Context } from "../request.ts";
import { collection, type Json, link, resource } from "../resource.ts";
import { has, limitOf, ROLE_NAMES, roleOf } from "../roles.ts";
import { accountServiceOf, SERVICE } from "./account-service.ts";
import { roleEndpoints } from "./roles.ts";

const ACCOUNTS = `${SERVICE}/Accounts`;

const SHAPE = {
  UserName: text(NAME_SIZE),
  Password: text(LONG_PASSWORD_SIZE),
  RoleId: oneOf(ROLE_NAMES),
  Enabled: flag,
  Locked: oneOfFalse,
};

/** Software unlocks an account; only bad passwords lock one. */
function oneOfFalse(...[value, name, wording]: Parameters<typeof flag>) {
  return value === true ? wording.list("true", name) : flag(value, name, wording);
}

function allIds({ users }: Bmc): readonly number[] {
  return Array.from({ length: users.maximum }, (_, index) => index + 1);
}

/** IDs of the users with a name: the others are free. */
function usedIds({ service: { machine } }: Context): readonly number[] {
  return allIds(machine.bmc).filter((id) => nameOf(machine.bmc, id) !== "");
}

function idIn(context: Context): number | undefined {
  return usedIds(context).find((id) => `${id}` === context.params["account"]);
}

function accountOf({ service: { machine } }: Context, id: number): Json {
  const { users, lan } = machine.bmc;
  const { privilegeLimit, ipmiMessaging } = users.access(id, channelOf(machine.bmc));
  const role = roleOf(privilegeLimit);
  return resource(
    { at: `${ACCOUNTS}/${id}`, schema: "ManagerAccount", id: `${id}`, name: `User ${id}` },
    {
      AccountTypes: ["Redfish", "IPMI"],
      UserName: nameOf(machine.bmc, id),
      Password: null,
      Enabled: users.isEnabled(id) && ipmiMessaging && role !== undefined,
      Locked: lan.lockOut.isLocked(id),
      ...(role && { RoleId: role, Links: { Role: link(`${SERVICE}/Roles/${role}`) } }),
    },
  );
}

function apply({ service: { machine, sessions }, caller }: Context, id: number, values: Checked<typeof SHAPE>): void {
  const { UserName: name, Password: password, RoleId: role, Enabled: enabled, Locked: locked } = values;
  for (const [property, value] of Object.entries({ UserName: name, Password: password })) {
    if (value !== undefined && !isCredential(value)) {
      throw refusal(400, "PropertyValueFormatError", property === "Password" ? "" : value, property);
    }
  }
  const { bmc } = machine;
  if (name?.includes(":")) throw refusal(400, "PropertyValueFormatError", name, "UserName");
  if (name !== undefined && allIds(bmc).some((other) => other !== id && nameOf(bmc, other) === name)) {
    throw refusal(400, "ResourceAlreadyExists", "ManagerAccount", "UserName", name);
  }
  machine.operate(({ users, lan }) => {
    if (name !== undefined && name !== nameOf(bmc, id)) users.setName(id, padded(name, NAME_SIZE));
    if (password !== undefined) {
      users.setPassword(id, padded(password, password.length > PASSWORD_SIZE ? LONG_PASSWORD_SIZE : PASSWORD_SIZE));
    }
    if (enabled !== undefined) users.enable(id, enabled);
    if (enabled || role) {
      users.setAccess(id, channelOf(bmc), { ipmiMessaging: true, ...(role && { privilegeLimit: limitOf(role) }) });
    }
    if (locked === false || enabled) lan.lockOut.unlock(id);
  });
  if (password !== undefined && caller?.session?.user.id === id) sessions.passwordChanged(caller.session);
}

/** Whether IPMI can store it and Basic authentication can carry it, without control characters (RFC 7617 §2). */
function isCredential(text: string): boolean {
  return /^[\x20-\x7e\xa0-\xff]+$/.test(text);
}

function create(context: Context, body: Json) {
  const values = required(properties(SHAPE, body), "UserName", "Password", "RoleId");
  const { bmc } = context.service.machine;
  const used = usedIds(context);
  const free = allIds(bmc).find((id) => id > bmc.users.fixedNames && !used.includes(id));
  if (free === undefined) throw refusal(400, "CreateLimitReachedForResource");
  apply(context, free, { Enabled: true, ...values });
  return created(accountOf(context, free));
}

function remove(context: Context) {
  const { machine } = context.service;
  const id = idIn(context) ?? 0;
  if (id <= machine.bmc.users.fixedNames) throw refusal(405, "ResourceCannotBeDeleted");
  machine.operate(({ users }) => {
    users.enable(id, false);
    users.setName(id, new Uint8Array(NAME_SIZE));
    users.setPassword(id, new Uint8Array(PASSWORD_SIZE));
    users.setAccess(id, channelOf(machine.bmc), { ipmiMessaging: false });
  });
  return DONE;
}

function isOwnAccount(context: Context): boolean {
  return context.caller !== undefined && context.caller.user.id === idIn(context);
}

function managesUsers({ caller }: Context): boolean {
  return caller !== undefined && has(caller.user.role, "ConfigureUsers");
}

export const accountEndpoints: readonly Endpoint[] = [
  { path: SERVICE, get: ({ service: { machine } }) => accountServiceOf(machine, ACCOUNTS) },
  {
    path: ACCOUNTS,
    get: (context) =>
      collection(
        ACCOUNTS,
        "ManagerAccountCollection",
        "Accounts",
        usedIds(context).map((id) => `${ACCOUNTS}/${id}`),
      ),
    post: { privileges: ["ConfigureUsers"], run: create },
  },
  {
    path: `${ACCOUNTS}/:account`,
    get(context) {
      const id = idIn(context);
      if (id !== undefined && !isOwnAccount(context) && !managesUsers(context)) {
        throw refusal(403, "InsufficientPrivilege");
      }
      return id === undefined ? undefined : accountOf(context, id);
    },
    patch: {
      privileges: ["ConfigureUsers"],
      isOwn: isOwnAccount,
      run(context, body) {
        const id = idIn(context) ?? 0;
        const values = properties(SHAPE, body, accountOf(context, id));
        const isOnlyPassword = Object.keys(values).every((name) => name === "Password");
        if (!managesUsers(context) && !isOnlyPassword) throw refusal(403, "InsufficientPrivilege");
        apply(context, id, values);
        return changed(accountOf(context, id));
      },
    },
    delete: { privileges: ["ConfigureUsers"], run: remove },
  },
  ...roleEndpoints,
];

function padded(words: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(words, "latin1"));
  return bytes;
}
