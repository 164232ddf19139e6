/** A button whose action is done after a question. */
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

interface ConfirmProps {
  readonly children: ComponentChildren;
  /** "Switch vm0 off?" */
  readonly question: string;
  /** The effect on the guest. */
  readonly consequence: string;
  /** Text of the button that does it. */
  readonly yes: string;
  readonly class?: string;
  readonly disabled?: boolean;
  readonly action: () => void;
}

export function Confirm({ children, question, consequence, yes, class: name, disabled, action }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = () => dialog.current?.close();
  return (
    <>
      <button type="button" class={name ?? ""} disabled={disabled ?? false} onClick={() => dialog.current?.showModal()}>
        {children}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h3 id={id}>{question}</h3>
        <p>{consequence}</p>
        <div class="buttons">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => {
              close();
              action();
            }}
          >
            {yes}
          </button>
        </div>
      </dialog>
    </>
  );
}
