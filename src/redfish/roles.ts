/** Roles of users, by their privilege limit on the LAN channel (DSP0266 §13.2). */
import { Privilege } from "../ipmi/privilege.ts";

export type RedfishPrivilege =
  | "Login"
  | "ConfigureManager"
  | "ConfigureUsers"
  | "ConfigureSelf"
  | "ConfigureComponents";

export const ROLES = {
  Administrator: ["Login", "ConfigureManager", "ConfigureUsers", "ConfigureSelf", "ConfigureComponents"],
  Operator: ["Login", "ConfigureSelf", "ConfigureComponents"],
  ReadOnly: ["Login", "ConfigureSelf"],
} as const satisfies Readonly<Record<string, readonly RedfishPrivilege[]>>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = ["Administrator", "Operator", "ReadOnly"] as const satisfies readonly Role[];

const LIMITS: Readonly<Record<Role, Privilege>> = {
  Administrator: Privilege.Administrator,
  Operator: Privilege.Operator,
  ReadOnly: Privilege.User,
};

/** Fh (no access) and Callback give no role. */
const HIGHEST_LIMIT = Privilege.Oem;

export function roleOf(privilegeLimit: number): Role | undefined {
  if (privilegeLimit > HIGHEST_LIMIT) return undefined;
  return ROLE_NAMES.find((role) => privilegeLimit >= LIMITS[role]);
}

export function limitOf(role: Role): Privilege {
  return LIMITS[role];
}

export function has(role: Role, privilege: RedfishPrivilege): boolean {
  const privileges: readonly RedfishPrivilege[] = ROLES[role];
  return privileges.includes(privilege);
}
