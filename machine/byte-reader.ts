/** Reads a stream as lines first and bytes later, without losing what came in the same chunk. */
import type { Readable } from 'node:stream';

export type LineRead =
  | { readonly kind: 'line'; readonly line: string }
  /** The line went past the limit; its bytes are thrown away up to its newline. */
  | { readonly kind: 'too-long'; readonly bytes: number }
  | { readonly kind: 'end' };

export type BytesRead =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** More than the limit came; the stream was closed. */
  | { readonly kind: 'too-long' };

/** One reader at a time: await each call before the next. A stream that breaks reads as its end. */
export class ByteReader {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<unknown>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next line without its newline (and without a carriage return before it). A last line without newline counts. */
  async readLine(maxBytes: number): Promise<LineRead> {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const newline = this.#buffer.indexOf(0x0a);
      const part = newline < 0 ? this.#buffer : this.#buffer.subarray(0, newline);
      size += part.length;
      if (size <= maxBytes) parts.push(part);
      if (newline >= 0) {
        this.#buffer = this.#buffer.subarray(newline + 1);
        return finished(parts, size, maxBytes);
      }
      const next = await this.#nextChunk();
      if (next === undefined) {
        this.#buffer = Buffer.alloc(0);
        return size === 0 ? { kind: 'end' } : finished(parts, size, maxBytes);
      }
      this.#buffer = next;
    }
  }

  /** Everything up to the stream's end. */
  async readRest(maxBytes: number): Promise<BytesRead> {
    const parts = [this.#buffer];
    let size = this.#buffer.length;
    this.#buffer = Buffer.alloc(0);
    for (;;) {
      if (size > maxBytes) {
        this.#stream.destroy();
        return { kind: 'too-long' };
      }
      const next = await this.#nextChunk();
      if (next === undefined) return { kind: 'bytes', bytes: Buffer.concat(parts) };
      parts.push(next);
      size += next.length;
    }
  }

  async #nextChunk(): Promise<Buffer | undefined> {
    try {
      const next = await this.#chunks.next();
      return next.done === true ? undefined : Buffer.from(next.value as Uint8Array);
    } catch {
      return undefined;
    }
  }
}

function finished(parts: readonly Buffer[], size: number, maxBytes: number): LineRead {
  if (size > maxBytes) return { kind: 'too-long', bytes: size };
  return { kind: 'line', line: Buffer.concat(parts).toString('utf8').replace(/\r$/, '') };
}
