/** An event's row; its bytes and all fields are below it when it is open. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Tag } from "../../parts/led.tsx";
import { clockText, hexByte } from "../../words/format.ts";
import {
  codesOf,
  latencyOf,
  otherText,
  rulesOf,
  spacedHex,
  summaryOf,
  type TraceEntry,
  titleOf,
  wordsOf,
} from "./trace-events.ts";

export function EventRow({ event }: { readonly event: TraceEntry }) {
  const isOpen = useSignal(false);
  const id = useId();
  const isExchange = event.kind === "exchange";
  return (
    <tbody class={isOpen.value ? "open" : ""}>
      <tr class={isExchange ? "" : "other"}>
        <td class="mono">
          <time>{clockText(event.epochMs)}</time>
        </td>
        <th scope="row">
          <button
            type="button"
            class="disclose"
            aria-expanded={isOpen.value}
            aria-controls={id}
            onClick={() => {
              isOpen.value = !isOpen.value;
            }}
          >
            {titleOf(event)}
          </button>
          {rulesOf(event).map((rule) => (
            <Tag key={rule} tone="warn">
              {rule}
            </Tag>
          ))}
        </th>
        {isExchange ? (
          <Fields event={event} />
        ) : (
          <td colSpan={4} class="mono fields">
            {summaryOf(event)}
          </td>
        )}
      </tr>
      <tr id={id} hidden={!isOpen.value} class="details">
        <td colSpan={6}>{isOpen.value && <Details event={event} />}</td>
      </tr>
    </tbody>
  );
}

function Fields({ event }: { readonly event: TraceEntry }) {
  const { request, response, completionCode } = wordsOf(event);
  const isOk = event["completionCode"] === 0;
  return (
    <>
      <td class="mono fields medium">{request}</td>
      <td>
        <span class={isOk ? "code" : "code bad"}>{completionCode}</span>
      </td>
      <td class="mono fields medium">{response}</td>
      <td class="number medium mono">{latencyOf(event)}</td>
    </>
  );
}

function Details({ event }: { readonly event: TraceEntry }) {
  const isExchange = event.kind === "exchange";
  const { request, response } = wordsOf(event);
  const code = event["completionCode"];
  const facts: readonly (readonly [string, string])[] = [
    ["peer", event.peer],
    ["netFn and cmd", codesOf(event)],
    ["refusal", isExchange ? otherText(event) : ""],
    ["request", isExchange ? request : ""],
    ["request bytes", spacedHex(event["request"])],
    ["completion code", typeof code === "number" ? hexByte(code) : ""],
    ["answer", isExchange ? response : ""],
    ["answer bytes", spacedHex(event["response"])],
    ["took", latencyOf(event)],
    ["all", isExchange ? "" : otherText(event)],
  ];
  return (
    <dl class="facts long">
      {facts.map(([name, text]) =>
        text === "" ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="mono">{text}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
