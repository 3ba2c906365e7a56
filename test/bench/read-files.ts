/** `node read-files.js FOLDER`: prints the format files of a tracefs root as they are, the least that a listing in Node can do. */
import { readdirSync, readFileSync } from 'node:fs';

const events = `${process.argv[2] ?? ''}/events`;
const foldersIn = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${path}/${entry.name}`] : []));
const texts = foldersIn(events)
  .flatMap(foldersIn)
  .map((event) => readFileSync(`${event}/format`, 'latin1'));
process.stdout.write(texts.join(''));
