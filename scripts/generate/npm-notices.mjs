// The licences of the npm packages that a bundle holds, as Markdown.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {{ name: string, version: string, license: string, text: string }} BundledPackage
 */

/**
 * Folders of the npm packages among esbuild's inputs, sorted: `node_modules/a/node_modules/@b/c/x.js` gives `node_modules/a/node_modules/@b/c`.
 * @param {readonly string[]} inputs
 * @returns {string[]}
 */
export function packageFolders(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort();
}

/**
 * @param {string} folder
 * @returns {Promise<BundledPackage>}
 */
export async function describePackage(folder) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).sort().find((name) => /^(?:licen[cs]e|copying)/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence file`);
  return {
    name: manifest.name,
    version: manifest.version,
    license: manifest.license,
    text: (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim(),
  };
}

/**
 * @param {readonly BundledPackage[]} packages
 * @returns {string} Markdown
 */
export function packagesSection(packages) {
  return packages
    .map(({ name, version, license, text }) => `### ${name} ${version} (${license})\n\n\`\`\`text\n${text}\n\`\`\``)
    .join('\n\n');
}
