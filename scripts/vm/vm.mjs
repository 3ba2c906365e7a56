// node scripts/vm/vm.mjs [--suite bookworm|trixie]: a throwaway target machine, up until Ctrl-C or until stdin ends.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { bootVm } from './boot.mjs';
import { ensureImage } from './image.mjs';
import { isSuite, staffPassword, suites } from './recipe.mjs';

const { values } = parseArgs({ options: { suite: { type: 'string', default: 'bookworm' } } });
const { suite } = values;
if (!isSuite(suite)) {
  console.error(`Unknown suite ${suite}: ${suites.join(' or ')}`);
  process.exit(2);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => interrupted.abort());
const { signal } = interrupted;
const log = (/** @type {string} */ line) => console.error(line);

try {
  const vm = await bootVm(await ensureImage({ suite, log, signal }), { log, signal });
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
