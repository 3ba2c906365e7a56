// Text between `<!-- name -->` and `<!-- /name -->` in a Markdown file, written by a script.
import { readFile, writeFile } from 'node:fs/promises';

/**
 * @param {string} text
 * @param {string} name of the markers
 * @param {string} content
 * @returns {string} the text with `content` between the markers; throws where they are not there exactly once
 */
export function replaceBetween(text, name, content) {
  const opening = `<!-- ${name} -->`;
  const closing = `<!-- /${name} -->`;
  const start = text.indexOf(opening);
  const end = text.indexOf(closing);
  if (start < 0 || end < start || text.indexOf(opening, start + 1) >= 0 || text.indexOf(closing, end + 1) >= 0) {
    throw new Error(`expected ${opening} … ${closing} once`);
  }
  const body = ['<!-- prettier-ignore-start -->', content.trim(), '<!-- prettier-ignore-end -->'].join('\n\n');
  return `${text.slice(0, start)}${opening}\n\n${body}\n\n${text.slice(end)}`;
}

/**
 * Brings the generated parts of a file up to date, or says whether they are.
 * @param {string} path
 * @param {Readonly<Record<string, string>>} parts content by marker name
 * @param {boolean} check true: write nothing
 * @returns {Promise<boolean>} whether the file was up to date
 */
export async function updateFile(path, parts, check) {
  const before = await readFile(path, 'utf8');
  const after = Object.entries(parts).reduce((text, [name, content]) => replaceBetween(text, name, content), before);
  if (after !== before && !check) await writeFile(path, after);
  return after === before;
}
