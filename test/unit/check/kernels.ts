/** The kernels that ship, for tests of the checks. */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { CheckedKernel } from '../../../core/check/finding';
import { indexCapture } from '../../../core/formats/kernel-index';

const opened = new Map<string, CheckedKernel>();

export function shipped(name: string): CheckedKernel {
  const known = opened.get(name);
  if (known) return known;
  const text = brotliDecompressSync(readFileSync(`kernels/${name}.br`)).toString('utf8');
  const kernel = { name, index: indexCapture(text) };
  opened.set(name, kernel);
  return kernel;
}

/** A kernel of one tracepoint, from its format file's text. */
export const constructed = (name: string, text: string): CheckedKernel => ({
  name: 'constructed',
  index: indexCapture(`==> ${name}/format <==\n${text}`),
});
