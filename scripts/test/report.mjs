// What came out of the beds, for people and for machines that read the last line.

/**
 * @typedef {object} BedResult
 * @property {string} bed
 * @property {number} passed
 * @property {{ title: string, message: string }[]} failures
 * @property {{ title: string, reason: string }[]} skips
 */

/**
 * @param {string} bed
 * @param {string} title
 * @param {unknown} error
 * @returns {BedResult} of a bed that could not be had, which counts as a failure
 */
export const failedBed = (bed, title, error) => ({
  bed,
  passed: 0,
  failures: [{ title, message: error instanceof Error ? error.message : String(error) }],
  skips: [],
});

/**
 * Failures in detail, skips with their reasons, a line for each bed, and last the sum: `N passed, N failed[, N skipped]`.
 * @param {readonly BedResult[]} results
 * @returns {string}
 */
export function summary(results) {
  const failures = results.flatMap(({ bed, failures }) =>
    failures.map(({ title, message }) => `FAILED ${bed}: ${title}\n${indent(message)}\n`),
  );
  const skips = results.flatMap(({ bed, skips }) =>
    skips.map(({ title, reason }) => `skipped ${bed}: ${title} (${reason})`),
  );
  const lines = results.map(({ bed, ...counts }) => `${`${bed}:`.padEnd(24)} ${sum([counts])}`);
  return ['', ...failures, ...skips, '', ...lines, '', sum(results)].join('\n');
}

/** @param {readonly Omit<BedResult, 'bed'>[]} results */
function sum(results) {
  const total = (/** @type {(result: Omit<BedResult, 'bed'>) => number} */ count) =>
    results.reduce((all, result) => all + count(result), 0);
  const skipped = total(({ skips }) => skips.length);
  const counted = `${total(({ passed }) => passed)} passed, ${total(({ failures }) => failures.length)} failed`;
  return skipped ? `${counted}, ${skipped} skipped` : counted;
}

/** @param {string} text */
const indent = (text) => text.trim().replaceAll(/^/gm, '    ');
