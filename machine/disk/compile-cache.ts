/**
 * Starts a program from the code that V8 compiled of it in an earlier run: half of the time between Node's start and the first
 * answer is compiling. Node has `module.enableCompileCache` for this from 22.1; this does the same on those before.
 *
 * What is compiled lies beside the program, in a folder that only those can write to who can change the program itself.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Bytes of the SHA-256 before the compiled code: V8 itself does not notice that a byte of it has changed. */
const HASH_LENGTH = 32;

/**
 * Runs a CommonJS file with the `require` of a file beside it (to make one costs 4 ms, the time to load Node's `module`).
 * `folder` need not be there, nor be writable.
 */
export function runThroughCache(path: string, folder: string, require: NodeJS.Require): void {
  const source = readFileSync(path, 'utf8');
  // VS Code's Node and the one on the PATH have each their own V8.
  const cache = join(folder, `${process.versions.v8}-${process.arch}`);
  const cachedData = readCache(cache, source);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: path,
    ...(cachedData && { cachedData }),
  });
  if (!cachedData || script.cachedDataRejected) {
    // Not before the end: then all functions that this session needed are in it.
    process.once('exit', () => writeCache(cache, source, script.createCachedData()));
  }
  const module = { exports: {} };
  const run = script.runInThisContext() as CommonJsFunction;
  run.call(module.exports, module.exports, require, module, path, dirname(path));
}

type CommonJsFunction = (
  exports: unknown,
  require: NodeJS.Require,
  module: { exports: unknown },
  file: string,
  folder: string,
) => void;

function readCache(path: string, source: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    const compiled = bytes.subarray(HASH_LENGTH);
    return bytes.subarray(0, HASH_LENGTH).equals(hashOf(source, compiled)) ? compiled : undefined;
  } catch {
    return undefined; // The first run, or no right to read it.
  }
}

/** Under another name first, so that a server that starts meanwhile reads all or nothing. It must not throw: the process would not end. */
function writeCache(path: string, source: string, compiled: Buffer): void {
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch {
    return; // An installation that is not ours to write to: each start compiles.
  }
  try {
    writeFileSync(unfinished, Buffer.concat([hashOf(source, compiled), compiled]));
    renameSync(unfinished, path);
  } catch {
    removeIfThere(unfinished); // The disk is full, or the folder is there and not ours.
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What cannot be removed was not written by us.
  }
}

/** Binds the compiled code to the text that it was made of: V8 compares only the lengths of texts. */
function hashOf(source: string, compiled: Buffer): Buffer {
  return createHash('sha256').update(source).update(compiled).digest();
}
