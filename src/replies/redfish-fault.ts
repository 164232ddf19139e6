/** Faults of the Redfish door: rules or ready sets of them, scoped, live and seeded as reply rules are. */
import type { RedfishEffects, RedfishScope } from "./redfish-rule.ts";
import type { ReadySet } from "./redfish-sets.ts";

export interface RedfishFault extends RedfishEffects {
  /** Name in logs and for removal. */
  readonly name: string;
  readonly when: RedfishScope;
  /** A ready set, whose rules take the place of effects. */
  readonly set?: ReadySet | undefined;
}
