/** Reasons why an image could not be fetched; front ends have a status for each. */
export type ImageProblem = "address" | "unauthorized" | "unreachable" | "tooLarge" | "noSpace" | "busy" | "cancelled";

/** An image that could not be fetched. The message says why, and what to do about it. */
export class ImageError extends Error {
  override readonly name = "ImageError";
  readonly problem: ImageProblem;

  constructor(problem: ImageProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
