/** Fields of the form that say to which answers a fault applies. */
import type { Signal } from "@preact/signals";
import { HTTP_METHODS } from "../../../src/replies/redfish-rule.ts";
import type { FaultFields } from "./fault-form.ts";

interface FieldsProps {
  readonly of: Signal<FaultFields>;
}

interface FieldProps extends FieldsProps {
  readonly name: keyof FaultFields;
  readonly label: string;
  readonly placeholder: string;
  readonly mode?: "numeric" | "decimal";
}

export function FaultField({ of, name, label, placeholder, mode }: FieldProps) {
  return (
    <label>
      {label}
      <input
        name={name}
        value={of.value[name]}
        placeholder={placeholder}
        autocomplete="off"
        inputMode={mode ?? "text"}
        onInput={({ currentTarget }) => {
          of.value = { ...of.value, [name]: currentTarget.value };
        }}
      />
    </label>
  );
}

export function ScopeFields({ of }: FieldsProps) {
  const isRedfish = of.value.door === "redfish";
  return (
    <>
      {isRedfish ? (
        <RedfishScope of={of} />
      ) : (
        <FaultField
          of={of}
          name="command"
          label="Only for the command"
          placeholder="all commands; such as Get Device ID"
        />
      )}
      <div class="row">
        <FaultField of={of} name="times" label="Times at most" placeholder="no limit" mode="numeric" />
        <FaultField
          of={of}
          name="every"
          label={isRedfish ? "Every nth request" : "Every nth answer"}
          placeholder="1"
          mode="numeric"
        />
        <FaultField of={of} name="probability" label="Probability" placeholder="1" mode="decimal" />
      </div>
    </>
  );
}

function RedfishScope({ of }: FieldsProps) {
  return (
    <>
      <FaultField
        of={of}
        name="path"
        label="Only for the path"
        placeholder="all paths; such as /redfish/v1/Systems/*"
      />
      <div class="row">
        <label>
          Only for the method
          <select
            value={of.value.method}
            onChange={({ currentTarget }) => {
              of.value = { ...of.value, method: currentTarget.value };
            }}
          >
            <option value="">all</option>
            {HTTP_METHODS.map((method) => (
              <option key={method} value={method}>
                {method}
              </option>
            ))}
          </select>
        </label>
        <FaultField of={of} name="after" label="After this many requests" placeholder="0" mode="numeric" />
      </div>
    </>
  );
}
