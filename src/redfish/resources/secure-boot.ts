/** UEFI Secure Boot. The mode and the current boot are those of the boot that runs; changes wait for the next restart. */
import type { SecureBoot } from "../../bmc/secure-boot.ts";
import { changed, DONE } from "../changes.ts";
import { flag, oneOf, parameters, properties } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import { refusal } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { type Json, link, resource, SYSTEM } from "../resource.ts";

const AT = `${SYSTEM}/SecureBoot`;
const RESET = `${AT}/Actions/SecureBoot.ResetKeys`;
const RESET_TYPES = ["ResetAllKeysToDefault", "DeleteAllKeys", "DeletePK"] as const;

function secureBootOf({ state: { enabled, present } }: SecureBoot): Json {
  return resource(
    { at: AT, schema: "SecureBoot", id: "SecureBoot", name: "UEFI Secure Boot" },
    {
      SecureBootEnable: enabled,
      SecureBootCurrentBoot: present.enabled ? "Enabled" : "Disabled",
      SecureBootMode: present.hasKeys ? "UserMode" : "SetupMode",
      Actions: {
        "#SecureBoot.ResetKeys": { target: RESET, "ResetKeysType@Redfish.AllowableValues": RESET_TYPES },
      },
    },
  );
}

function patch({ service: { machine } }: Context, body: Json): Reply {
  const { secureBoot } = machine.bmc;
  if (!secureBoot) throw refusal(404, "ResourceMissingAtURI", AT);
  const { SecureBootEnable: enabled } = properties({ SecureBootEnable: flag }, body, secureBootOf(secureBoot));
  if (enabled !== undefined) {
    machine.operate(() => {
      secureBoot.enabled = enabled;
    });
  }
  return changed(secureBootOf(secureBoot));
}

function resetKeys({ service: { machine } }: Context, body: Json): Reply {
  const { secureBoot } = machine.bmc;
  if (!secureBoot) throw refusal(404, "ResourceMissingAtURI", RESET);
  const shape = { ResetKeysType: oneOf(RESET_TYPES) };
  const { ResetKeysType: type } = parameters("SecureBoot.ResetKeys", shape, body, "ResetKeysType");
  machine.operate(() => {
    secureBoot.hasKeys = type === "ResetAllKeysToDefault";
  });
  return DONE;
}

/** The property of the system. */
export function secureBootLink(secureBoot: SecureBoot | undefined): Json {
  return secureBoot ? { SecureBoot: link(AT) } : {};
}

export const secureBootEndpoints: readonly Endpoint[] = [
  {
    path: AT,
    get: ({ service: { machine } }) => machine.bmc.secureBoot && secureBootOf(machine.bmc.secureBoot),
    patch: { privileges: ["ConfigureComponents"], run: patch },
  },
  { path: RESET, post: { privileges: ["ConfigureComponents"], run: resetKeys } },
];
