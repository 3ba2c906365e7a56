#!/usr/bin/env node
// Stands in for the VS Code executable where there is none: takes the command line that @vscode/test-electron gives it, and
// runs the tests in VS Code's server with a headless browser.
import { mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { interruption, orphaned } from '../children.mjs';
import { runExtensionTests } from './browser.mjs';
import { followFile } from './follow-file.mjs';

/** @param {string} name */
const option = (name) =>
  process.argv
    .find((argument) => argument.startsWith(`--${name}=`))
    ?.slice(name.length + 3)
    .replace(/^$/, '.');

/** @param {string} name */
function required(name) {
  const value = option(name);
  if (value === undefined) throw new Error(`--${name}= is missing`);
  return resolve(value);
}

const userDataDir = required('user-data-dir');
const outputFile = resolve(userDataDir, 'test-output.txt');
const log = logWriter(resolve(process.env['BPFTP_VSCODE_LOG'] ?? resolve(userDataDir, 'vscode.log')));
mkdirSync(userDataDir, { recursive: true });
const output = followFile(outputFile, (text) => process.stdout.write(text));
const signal = AbortSignal.any([interruption(), orphaned()]);
signal.addEventListener('abort', () => {
  process.exitCode = 1;
});
try {
  process.exitCode = await runExtensionTests({
    userDataDir,
    extensionsDir: required('extensions-dir'),
    extensionDevelopmentPath: required('extensionDevelopmentPath'),
    extensionTestsPath: required('extensionTestsPath'),
    workspace: resolve(process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? '.'),
    untrusted: process.env['BPFTP_VSCODE_SUITE'] === 'untrusted',
    env: { BPFTP_TEST_OUTPUT: outputFile },
    log,
    print: log,
    signal,
  });
} catch (error) {
  process.exitCode = 1;
  if (!signal.aborted) console.error(error instanceof Error ? error.message : error);
} finally {
  output.stop();
}

/**
 * VS Code says so much (native modules that are missing, a gallery it cannot reach) that it goes to a file.
 * @param {string} file
 * @returns {(line: string) => void}
 */
function logWriter(file) {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'w');
  return (line) => void writeSync(descriptor, `${line}\n`);
}
