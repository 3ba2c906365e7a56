/** The kernels that ship, for tests of the checks. */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { readBtf } from '../../../core/btf/read';
import type { CheckedKernel } from '../../../core/check/finding';
import { indexCapture } from '../../../core/formats/kernel-index';

/** All that ship, oldest first. */
export const shippedNames: readonly string[] = (
  JSON.parse(readFileSync('kernels/index.json', 'utf8')) as readonly { readonly name: string }[]
).map(({ name }) => name);

const opened = new Map<string, CheckedKernel>();

export function shipped(name: string): CheckedKernel {
  const known = opened.get(name);
  if (known) return known;
  const unpack = (file: string): Buffer => brotliDecompressSync(readFileSync(`kernels/${file}`));
  const types = readBtf(unpack(`${name}.btf.br`));
  const kernel = { name, index: indexCapture(unpack(`${name}.br`).toString('utf8')), btf: () => types };
  opened.set(name, kernel);
  return kernel;
}

/** A kernel of one tracepoint, from its format file's text. */
export const constructed = (name: string, text: string): CheckedKernel => ({
  name: 'constructed',
  index: indexCapture(`==> ${name}/format <==\n${text}`),
});
