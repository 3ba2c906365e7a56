// node scripts/vm/vm.mjs [--kernel NAME]: a throwaway target machine, up until Ctrl-C or until stdin ends.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { bootVm } from './boot.mjs';
import { ensureImage } from './image.mjs';
import { isKernelName, kernels, testKernel } from './kernels.mjs';
import { staffPassword } from './recipe.mjs';

const { values } = parseArgs({ options: { kernel: { type: 'string', default: testKernel } } });
const { kernel } = values;
if (!isKernelName(kernel)) {
  console.error(`Unknown kernel ${kernel}. Known: ${kernels.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => interrupted.abort());
const { signal } = interrupted;
const log = (/** @type {string} */ line) => console.error(line);

try {
  const vm = await bootVm(await ensureImage({ kernel, log, signal }), { log, signal });
  console.log(`Up. QEMU is ${vm.pid}, its console ${vm.serialLog}`);
  console.log(`ssh configuration: ${vm.sshConfigFile}`);
  for (const alias of Object.values(vm.hostAliases)) console.log(`  ssh -F ${vm.sshConfigFile} ${alias}`);
  console.log(`staff's sudo password: ${staffPassword}. Ctrl-C, or the end of stdin, stops it.`);
  process.stdin.resume();
  await Promise.race([once(process.stdin, 'end'), once(signal, 'abort')]);
  await vm.stop();
} catch (error) {
  if (!signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
process.stdin.destroy();
