/** The kernels that ship with the extension, as kernels/index.json lists them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ShippedKernel {
  readonly name: string;
  readonly title: string;
  readonly release: string;
  readonly tracepoints: number;
}

/** Oldest first. The file is ours and tested; an unreadable one means a broken installation and throws. */
export async function readShippedKernels(extensionPath: string): Promise<readonly ShippedKernel[]> {
  return JSON.parse(await readFile(join(extensionPath, 'kernels', 'index.json'), 'utf8')) as ShippedKernel[];
}
