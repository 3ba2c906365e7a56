// The Debian kernels that a machine can be booted with, and that ship with the extension as captures.

/**
 * @typedef {'bullseye' | 'bookworm' | 'trixie'} Suite a Debian release, which the machine is made of
 *
 * @typedef {object} DebianKernel
 * @property {string} name `debian12-6.1`: of the kernel in kernels/index.json, of the image, and what people type
 * @property {string} title for people
 * @property {Suite} suite
 * @property {string} packageName the package that depends on the newest kernel of its kind
 * @property {string} [archive] the part of the archive that has the package, if it is not the suite itself
 * @property {RegExp} release what `uname -r` must match: an archive can move on to another kernel, which then needs a new name
 */

/**
 * Oldest kernel first: the order of kernels/index.json, whose last one answers where nobody chose. The cloud flavour where there is one:
 * it has all tracepoints that are built in, and few modules.
 * @satisfies {readonly DebianKernel[]}
 */
const table = /** @type {const} */ ([
  {
    name: 'debian11-5.10',
    title: 'Debian 11 (5.10)',
    suite: 'bullseye',
    packageName: 'linux-image-cloud-amd64',
    release: /^5\.10\..*-cloud-amd64$/,
  },
  {
    name: 'debian12-6.1',
    title: 'Debian 12 (6.1)',
    suite: 'bookworm',
    packageName: 'linux-image-cloud-amd64',
    release: /^6\.1\..*-cloud-amd64$/,
  },
  {
    name: 'debian12-6.1-rt',
    title: 'Debian 12 real-time (6.1, PREEMPT_RT)',
    suite: 'bookworm',
    packageName: 'linux-image-rt-amd64',
    release: /^6\.1\..*-rt-amd64$/,
  },
  {
    name: 'debian13-6.12',
    title: 'Debian 13 (6.12)',
    suite: 'trixie',
    packageName: 'linux-image-cloud-amd64',
    release: /^6\.12\..*-cloud-amd64$/,
  },
  {
    name: 'debian13-7.3',
    title: 'Debian 13 backports (7.3)',
    suite: 'trixie',
    packageName: 'linux-image-cloud-amd64',
    archive: 'trixie-backports',
    release: /^7\.3\..*-cloud-amd64$/,
  },
]);

/** @typedef {(typeof table)[number]['name']} KernelName */

/** @type {readonly (DebianKernel & { readonly name: KernelName })[]} */
export const kernels = table;

/** What tests run on. @type {KernelName} */
export const testKernel = 'debian12-6.1';

/** On this one too, generated code must load. @type {KernelName} */
export const secondTestKernel = 'debian13-6.12';

/**
 * @param {string | undefined} name
 * @returns {name is KernelName}
 */
export function isKernelName(name) {
  return kernels.some((kernel) => kernel.name === name);
}

/**
 * @param {KernelName} name
 * @returns {DebianKernel & { readonly name: KernelName }}
 */
export function kernelNamed(name) {
  const found = kernels.find((kernel) => kernel.name === name);
  if (!found) throw new Error(`There is no kernel ${name}: ${kernels.map((kernel) => kernel.name).join(', ')}.`);
  return found;
}
