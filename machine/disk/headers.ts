/** Reads the headers that a file includes with quotes: from the editor where it has them open, else from this machine. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { quotedIncludes } from '../../core/source/includes';
import { scanHeader, type Declarations } from '../../core/source/scan';

/** Bytes. Hand-written headers are far smaller; vmlinux.h, which has 2.8 MB, says nothing that the target does not. */
const sizeLimit = 512 * 1024;
/** Headers in all, and how deep they include one another. */
const mostHeaders = 64;
const deepest = 8;

export interface IncludedHeaders {
  readonly declarations: readonly Declarations[];
  readonly version: string;
}

/** A header as it was when it was read: it is not read again while it is the same. */
interface Source {
  readonly version: string;
  readonly text: string;
  readonly includes: readonly string[];
}

/** What it declares, with the versions of all that it includes. */
interface Known {
  readonly version: string;
  readonly declarations: Declarations;
}

/** What an open document says, or undefined for one that is not open. */
export type OpenText = (uri: string) => { readonly version: number; readonly text: string } | undefined;

export class Headers {
  private readonly sources = new Map<string, Source>();
  private readonly known = new Map<string, Known>();

  constructor(private readonly open: OpenText) {}

  /**
   * Of the headers that a file includes, looked for beside it as compilers do (and nowhere else), with a version that changes whenever
   * one of them does. What cannot be found or is no file is left out: clang says so better.
   */
  of(includes: readonly string[], uri: string): IncludedHeaders {
    return this.included(includes, uri, { left: mostHeaders, seen: new Set([uri]) }, deepest);
  }

  private included(
    includes: readonly string[],
    uri: string,
    budget: { left: number; readonly seen: Set<string> },
    depth: number,
  ): IncludedHeaders {
    const declarations: Declarations[] = [];
    let version = '';
    for (const path of depth === 0 || !uri.startsWith('file:') ? [] : includes) {
      const header = path.endsWith('vmlinux.h') ? undefined : resolve(path, uri);
      if (header === undefined || budget.seen.has(header) || budget.left-- <= 0) continue;
      budget.seen.add(header);
      const found = this.read(header);
      if (!found) continue;
      const inner = this.included(found.includes, header, budget, depth - 1);
      const whole = `${header} ${found.version}(${inner.version})`;
      version += whole;
      let known = this.known.get(header);
      if (known?.version !== whole) {
        known = { version: whole, declarations: scanHeader(found.text, header, inner.declarations) };
        this.known.set(header, known);
      }
      declarations.push(known.declarations);
    }
    return { declarations, version };
  }

  private read(uri: string): Source | undefined {
    const open = this.open(uri);
    if (open) return this.source(uri, `v${open.version}`, () => open.text);
    try {
      const path = fileURLToPath(uri);
      const found = statSync(path);
      if (!found.isFile() || found.size > sizeLimit) return undefined;
      return this.source(uri, `${found.mtimeMs} ${found.size}`, () => readFileSync(path, 'utf8'));
    } catch {
      return undefined; // Not there, or not readable: clang names it when it compiles.
    }
  }

  private source(uri: string, version: string, read: () => string): Source {
    const known = this.sources.get(uri);
    if (known?.version === version) return known;
    const text = read();
    const source = { version, text, includes: quotedIncludes(text) };
    this.sources.set(uri, source);
    return source;
  }
}

function resolve(path: string, uri: string): string | undefined {
  try {
    return new URL(encodeURI(path), uri).href;
  } catch {
    return undefined; // Not a path that a URI can hold.
  }
}
