/** Reads a kernel’s format files from this machine: a tracefs root, or a capture. */
import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { indexCapture, indexReader } from '../../core/formats/kernel-index';
import type { KernelIndex } from '../../core/formats/types';
import { failure, success, type Result } from '../../core/result';

/** Where tracefs is mounted; the second on old set-ups (kernel: Documentation/trace/ftrace.rst). */
const TRACEFS_ROOTS = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];

/** Bytes of text that a capture may unpack to. The largest kernel seen has 2 MB. */
const CAPTURE_LIMIT = 64 * 1024 * 1024;

/** Bytes read of one format file; the largest seen has 5.5 KB. tracefs reports size 0, so sizes from stat are useless. */
const FORMAT_LIMIT = 256 * 1024;

/** `tracefs` is the root that the index reads, where it does not read a capture. */
export interface OpenedFormats {
  readonly index: KernelIndex;
  readonly tracefs?: string;
}

/** Opens what a target's `formats` setting names. The error is a sentence that names the path. */
export function openFormats(path: string): Result<OpenedFormats, string> {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return openTracefs(path);
    if (!found.isFile()) return failure(`${path} is neither a capture nor a folder.`);
    if (found.size > CAPTURE_LIMIT) return failure(`${path} is larger than any kernel's format files.`);
    return success({ index: indexCapture(unpack(readFileSync(path)).toString('utf8')) });
  } catch (error) {
    return failure(`${path} cannot be read: ${reason(error)}.`);
  }
}

/** This machine's own tracepoints, where its tracefs is mounted and readable. */
export function openThisMachine(): OpenedFormats | undefined {
  for (const root of TRACEFS_ROOTS) {
    try {
      if (readdirSync(join(root, 'events')).length === 0) continue;
    } catch {
      continue; // Not mounted, or root-only (the default): the caller falls back and says which kernel serves.
    }
    const opened = openTracefs(root);
    if (opened.ok && opened.value.index.names.length > 0) return opened.value;
  }
  return undefined;
}

function openTracefs(root: string): Result<OpenedFormats, string> {
  const events = join(root, 'events');
  if (!existsSync(events)) return failure(`${root} is a folder without events/: not a tracefs root.`);
  const names: string[] = [];
  for (const category of foldersIn(events)) {
    for (const event of foldersIn(join(events, category))) names.push(`${category}/${event}`);
  }
  const buffer = Buffer.allocUnsafe(FORMAT_LIMIT);
  const index = indexReader(names, (name) => readBounded(join(events, name, 'format'), buffer));
  return success({ index, tracefs: root });
}

function foldersIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function readBounded(path: string, buffer: Buffer): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined; // The index reports it as that tracepoint's problem.
  }
  try {
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === buffer.length) return buffer.toString('utf8', 0, length);
    }
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** Gzip is told by its magic bytes (RFC 1952); everything else is taken as text. */
function unpack(bytes: Buffer): Buffer {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength: CAPTURE_LIMIT });
  return bytes;
}

/** A kernel that ships with the extension: `kernels/<file>`, brotli. */
export function openShipped(path: string): KernelIndex {
  return indexCapture(brotliDecompressSync(readFileSync(path), { maxOutputLength: CAPTURE_LIMIT }).toString('utf8'));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
