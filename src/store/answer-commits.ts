/**
 * Commits of the changes behind answers. The requests that one turn of the event loop carries out share one commit, and
 * their answers leave after it, so that a peer that pipelines costs one write to the disk a turn.
 */
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode } from "../ipmi/completion-code.ts";
import type { Answer, Request, UnsettledAnswer } from "../ipmi/dispatch.ts";
import type { MachineStore } from "./machine-store.ts";

/** The part of a store that answers use. */
export type AnswerStore = Pick<MachineStore, "commit" | "changed" | "close">;

export class AnswerCommits {
  readonly #store: AnswerStore | undefined;
  /** A commit failed since the first unsettled answer, which rolled back what that answer reports. */
  #rolledBack = false;
  #settled = true;

  /** Without a store everything counts as stored. */
  constructor(store?: AnswerStore) {
    this.#store = store;
  }

  /** Whether a commit writes to a file. */
  get isStored(): boolean {
    return this.#store !== undefined;
  }

  /** Stores every change; whether that succeeded. */
  commit(): boolean {
    const stored = this.#store?.commit() ?? true;
    if (!stored) this.#rolledBack = true;
    return stored;
  }

  /** Notes, right after a request was carried out, whether its answer needs a commit. */
  unsettled(request: Request, answer: Answer): UnsettledAnswer {
    if (this.#settled) this.#rolledBack = false;
    this.#settled = false;
    return { request, answer, unsaved: this.#store?.changed ?? false };
  }

  /**
   * Stores the changes and returns the final answers. If that fails, the first answer that needs the commit and all later
   * ones, which may report its change, become refusals.
   */
  settle<Unsettled extends UnsettledAnswer>(unsettled: readonly Unsettled[]): readonly Unsettled[] {
    const stored = this.commit() && !this.#rolledBack;
    this.#settled = true;
    const firstUnsaved = stored ? -1 : unsettled.findIndex(({ unsaved }) => unsaved);
    if (firstUnsaved < 0) return unsettled;
    return unsettled.map((each, index) => (index < firstUnsaved ? each : { ...each, answer: notStored(each.answer) }));
  }

  close(): void {
    this.#store?.close();
  }
}

function notStored(answer: Answer): Answer {
  const completionCode = answer.command?.notStored ?? CompletionCode.NotInPresentState;
  return { ...answer, completionCode, data: EMPTY_BYTES, refusal: "the state could not be stored" };
}
