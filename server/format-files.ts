/** Where an editor finds the format file of a tracepoint: through us, under tracefs, or as a private copy. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { splitName } from '../core/formats/names';
import { formatUri } from '../core/formats/format-uri';
import type { Kernel } from '../machine/disk/kernels';

export interface FormatFile {
  readonly uri: string;
  readonly text: string;
}

export class FormatFiles {
  /** Made when the first copy is, removed when this process ends. */
  private folder: string | undefined;

  /** `asksUs` is true for an editor that has `workspace/textDocumentContent`. */
  constructor(private readonly asksUs: boolean) {}

  /** The format file as that kernel has it, or undefined where it has none that can be read, or no copy can be made. */
  find(kernel: Kernel, tracepoint: string): FormatFile | undefined {
    const text = kernel.index.formatText(tracepoint);
    const parts = splitName(tracepoint);
    if (text === undefined || !parts) return undefined;
    const name = `${parts.category}/${parts.event}`;
    if (this.asksUs) return { uri: formatUri(kernel.name, name), text };
    const path =
      kernel.tracefs === undefined
        ? this.copy(kernel.name, name, text)
        : join(kernel.tracefs, 'events', name, 'format');
    return path === undefined ? undefined : { uri: pathToFileURL(path).href, text };
  }

  private copy(kernel: string, name: string, text: string): string | undefined {
    try {
      const path = join((this.folder ??= privateFolder()), folderName(kernel), 'events', name, 'format');
      if (read(path) !== text) write(path, text);
      return path;
    } catch {
      return undefined; // A full or read-only disk: there is no definition to go to.
    }
  }
}

/** A target's name can be anything; as a folder it must be one, and not lead elsewhere. */
function folderName(kernel: string): string {
  const safe = kernel.replace(/[^\w.-]/g, '_').slice(0, 200);
  return /^\.*$/.test(safe) ? '_' : safe;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // Not written yet.
  }
}

/** Read-only, because a change would reach no kernel. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  writeFileSync(path, text, { flag: 'wx', mode: 0o400 });
  chmodSync(path, 0o400); // The umask can only have taken bits away; this also sets Windows' read-only flag.
}

function privateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Without these the process would end without its exit handlers.
  for (const [signal, number] of [
    ['SIGTERM', 15],
    ['SIGINT', 2],
    ['SIGHUP', 1],
  ] as const) {
    process.once(signal, () => process.exit(128 + number));
  }
  return folder;
}
