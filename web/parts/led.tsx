/** A light with its meaning in text. */
import type { ComponentChildren } from "preact";
import type { Tone } from "./tone.ts";

export function Led({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class={`led ${tone}`}>
      <i aria-hidden="true" />
      {children}
    </span>
  );
}

export function Tag({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}
