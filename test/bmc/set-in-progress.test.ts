/** Set In Progress, parameter 0 of IPMI §23.2, §28.13, §30.4. */
import { describe, expect, it } from "vitest";
import { Progress, SetInProgress } from "../../src/bmc/set-in-progress.ts";

const { SetComplete, SetInProgress: InProgress, CommitWrite } = Progress;

/** Values that can be rolled back. */
function rollingBack() {
  const state = { value: "before" };
  const progress = new SetInProgress({
    save: () => state.value,
    restore: (value: string) => {
      state.value = value;
    },
  });
  return { state, progress };
}

describe("with rollback", () => {
  it("discards uncommitted writes at set complete", () => {
    const { state, progress } = rollingBack();
    progress.set(InProgress);
    state.value = "written";
    progress.set(SetComplete);
    expect(state.value).toBe("before");
    expect(progress.value).toBe(SetComplete);
  });
  it("keeps writes at commit write, and stays in progress", () => {
    const { state, progress } = rollingBack();
    progress.set(InProgress);
    state.value = "written";
    expect(progress.before).toBe("before");
    progress.set(CommitWrite);
    expect(progress.value).toBe(InProgress);
    state.value = "more";
    expect(progress.before).toBe("written");
    progress.reset();
    expect(state.value).toBe("written");
    expect(progress.before).toBeUndefined();
  });
  it("discards nothing twice", () => {
    const { state, progress } = rollingBack();
    progress.set(InProgress);
    progress.set(SetComplete);
    state.value = "written";
    progress.set(SetComplete);
    expect(state.value).toBe("written");
  });
  it("refuses a second set with 81h, and continues the first", () => {
    const { state, progress } = rollingBack();
    progress.set(InProgress);
    state.value = "written";
    expect(() => progress.set(InProgress)).toThrow(expect.objectContaining({ code: 0x81 }));
    progress.set(SetComplete);
    expect(state.value).toBe("before");
  });
});

describe("without rollback", () => {
  it("has nothing to commit: CCh", () => {
    const progress = new SetInProgress();
    progress.set(InProgress);
    expect(() => progress.set(CommitWrite)).toThrow(expect.objectContaining({ code: 0xcc }));
    expect(progress.value).toBe(InProgress);
    progress.set(SetComplete);
    expect(progress.value).toBe(SetComplete);
  });
  it("refuses other values with CCh", () => {
    expect(() => new SetInProgress().set(3)).toThrow(expect.objectContaining({ code: 0xcc }));
  });
});
