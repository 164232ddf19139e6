/** The account service itself: the lock-out after bad passwords is parameter 26 of the LAN channel (IPMI table 23-4). */
import { LONG_PASSWORD_SIZE } from "../../bmc/users.ts";
import type { Machine } from "../../machine.ts";
import { type Json, link, ROOT, resource } from "../resource.ts";

export const SERVICE = `${ROOT}/AccountService`;

/** Unit of the intervals of parameter 26. */
const TEN_SECONDS = 10;

export function accountServiceOf({ bmc }: Machine, accounts: string): Json {
  const { attempts, resetInterval, lockoutInterval } = bmc.lan.values.badPasswordThreshold;
  return resource(
    { at: SERVICE, schema: "AccountService", id: "AccountService", name: "Account Service" },
    {
      Status: { State: "Enabled", Health: "OK" },
      ServiceEnabled: true,
      MinPasswordLength: 1,
      MaxPasswordLength: LONG_PASSWORD_SIZE,
      AccountLockoutThreshold: attempts,
      AccountLockoutDuration: lockoutInterval === 0 ? null : lockoutInterval * TEN_SECONDS,
      ...(resetInterval > 0 && { AccountLockoutCounterResetAfter: resetInterval * TEN_SECONDS }),
      AccountLockoutCounterResetEnabled: resetInterval > 0,
      HTTPBasicAuth: "Enabled",
      SupportedAccountTypes: ["Redfish", "IPMI"],
      Accounts: link(accounts),
      Roles: link(`${SERVICE}/Roles`),
    },
  );
}
