/** The token in the address of the page. */
import { expect, it } from "vitest";
import { tokenIn } from "../../web/api/token-in.ts";

it.each([
  ["#token=secret", "secret"],
  ["#token=a%2Bb", "a+b"],
  ["#token=secret&more", "secret"],
  ["#token=50%", "50%"],
  ["#token=%ff", "%ff"],
  ["#token=", undefined],
  ["#/machine/vm0", undefined],
  ["", undefined],
])("the token in the fragment %j is %j", (fragment, token) => {
  expect(tokenIn(fragment)).toBe(token);
});
