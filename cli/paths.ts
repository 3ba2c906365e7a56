/** How files are named to a person. */
import { isAbsolute, relative } from 'node:path';

/** From the folder the person is in, where the file lies below it. */
export function displayPath(path: string, from = process.cwd()): string {
  const short = relative(from, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}
