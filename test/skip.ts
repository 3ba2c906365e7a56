// Leaving a test out.

/** Skips the running test, and says why in the results. */
export function skip(context: Mocha.Context, reason: string): never {
  Object.assign(context.test ?? {}, { skipReason: reason });
  context.skip();
}
