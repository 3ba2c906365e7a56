// One line for each step that takes time, with how long it took.

/**
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function progress(what, step) {
  const start = performance.now();
  console.log(`${what} …`);
  const result = await step();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
