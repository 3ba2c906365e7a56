// npm run capture-kernel -- NAME … [--kept]: takes Debian kernels that ship with the extension from booted machines, into kernels/.
// What was taken stays in the cache folder as well; with --kept it is packed anew from there, and no machine is booted.
import { parseArgs } from 'node:util';
import { packKernel } from './kernels/pack.mjs';
import { readKept, takeFromMachine } from './kernels/take.mjs';
import { isKernelName, kernelNamed, kernels } from './vm/kernels.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { kept: { type: 'boolean' } } });
if (positionals.length === 0 || !positionals.every(isKernelName)) {
  console.error(
    `usage: npm run capture-kernel -- NAME … [--kept]\nKernels: ${kernels.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => interrupted.abort());
for (const name of positionals.filter(isKernelName)) {
  const taken = values.kept ? await readKept(name) : await takeFromMachine(kernelNamed(name), interrupted.signal);
  console.log(await packKernel(kernelNamed(name), taken));
}
