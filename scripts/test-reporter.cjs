// Mocha's `spec` on the console, and the results as JSON in a file, written after every test: a run that dies half-way has said
// how far it came.
const { appendFileSync, writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

/**
 * @typedef {object} Results
 * @property {boolean} complete whether the run came to its end
 * @property {number} passed
 * @property {{ title: string, message: string }[]} failures
 * @property {{ title: string, reason: string }[]} skips
 *
 * BPFTP_TEST_RESULTS: the file for the results. BPFTP_TEST_OUTPUT: the file for the console's lines, for an extension host,
 * which has no console.
 */
class TestReporter extends reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} [options]
   */
  constructor(runner, options) {
    const outputFile = process.env['BPFTP_TEST_OUTPUT'];
    if (outputFile) {
      const { format } = require('node:util');
      reporters.Base.consoleLog = (/** @type {unknown[]} */ ...line) =>
        appendFileSync(outputFile, `${format(...line)}\n`);
    }
    super(runner, options);

    /** @type {Results} */
    const results = { complete: false, passed: 0, failures: [], skips: [] };
    /** @type {{ title: string, error: (Error & { shown?: string }) | undefined }[]} */
    const failed = [];
    const save = () => {
      // Hooks that ran after a failure may have left with its error what they saw.
      results.failures = failed.map(({ title, error }) => ({
        title,
        message: [error?.stack ?? String(error), error?.shown ?? []].flat().join('\n'),
      }));
      const file = process.env['BPFTP_TEST_RESULTS'];
      if (file) writeFileSync(file, JSON.stringify(results));
    };
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Runner.constants;
    save();
    runner.on(EVENT_TEST_PASS, () => {
      results.passed++;
      save();
    });
    // Also what fails outside a test: a hook that throws, a rejection nobody handles.
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      failed.push({ title: test.fullTitle(), error });
      save();
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      const reason = 'skipReason' in test ? String(test.skipReason) : 'no reason given';
      results.skips.push({ title: test.fullTitle(), reason });
      save();
    });
    runner.on(EVENT_RUN_END, () => {
      results.complete = true;
      save();
    });
  }
}

module.exports = TestReporter;
