// What a machine needs for each thing that people do in this checkout, and getting it. Node's own modules only, until
// ensureNpm() is through.
import { ensureDebian } from './setup/debian.mjs';

export { ensureDebian } from './setup/debian.mjs';
export { ensureNpm } from './setup/npm.mjs';
export { ensureVscodeServer } from './setup/vscode-server.mjs';

/** The compiler for BPF programs, and the kernel's headers for both of the targets' architectures, which ship with the extension. */
const compilerPackages = [
  'clang',
  'linux-libc-dev',
  `linux-libc-dev-${process.arch === 'arm64' ? 'amd64' : 'arm64'}-cross`,
];

/**
 * @typedef {object} Needs
 * @property {boolean} [loader] to build the loaders
 * @property {boolean} [vm] to build and boot the target machine
 * @property {boolean} [browser] to drive VS Code without a screen
 * @property {boolean} [clang] to compile BPF programs
 */

/**
 * Installs the Debian packages that are missing, all in one go.
 * @param {Needs} needs
 * @param {AbortSignal} [signal]
 * @throws {Error} with the one line to run, when this process may not install
 */
export async function ensureDebianFor({ loader, vm, browser, clang }, signal) {
  /** @type {string[]} */
  const packages = clang ? [...compilerPackages] : [];
  if (loader) {
    const { native, arm64 } = (await import('./build-loader.mjs')).debianPackages;
    packages.push(...native, ...arm64);
  }
  if (vm) packages.push(...(await import('./vm/image.mjs')).debianPackages);
  if (browser) packages.push(...(await import('./vscode/browser.mjs')).debianPackages, 'clangd');
  await ensureDebian(packages, signal);
}
