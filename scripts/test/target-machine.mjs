// The virtual machine that the beds share, booting while other things happen.
import { bootVm } from '../vm/boot.mjs';
import { ensureImage } from '../vm/image.mjs';
import { testKernel } from '../vm/kernels.mjs';

/**
 * @typedef {object} TargetMachine
 * @property {Promise<string>} sshConfigFile once it is up; rejects if it does not come up
 * @property {() => Promise<void>} stop also while it boots
 */

/**
 * @param {AbortSignal} signal
 * @param {{ kernel?: import('../vm/kernels.mjs').KernelName, log?: (line: string) => void }} [options]
 * @returns {TargetMachine}
 */
export function startVm(signal, { kernel = testKernel, log = () => undefined } = {}) {
  const stopping = new AbortController();
  const either = AbortSignal.any([signal, stopping.signal]);
  const booting = (async () => bootVm(await ensureImage({ kernel, log, signal: either }), { log, signal: either }))();
  const sshConfigFile = booting.then((vm) => vm.sshConfigFile);
  // It is asked for later, or never.
  sshConfigFile.catch(() => undefined);
  return {
    sshConfigFile,
    stop: async () => {
      stopping.abort();
      const vm = await booting.catch(() => undefined);
      await vm?.stop();
    },
  };
}
