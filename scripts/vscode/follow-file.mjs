// Passes on what another process appends to a file.
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';

/** File change notices are lost on some file systems; looking costs nothing. */
const interval = 200;

/**
 * Makes the file empty, then passes on what is appended, until stopped.
 * @param {string} file
 * @param {(text: string) => void} write
 * @returns {{ stop: () => void }} passes on the rest first
 */
export function followFile(file, write) {
  writeFileSync(file, '');
  const descriptor = openSync(file, 'r');
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(65_536);
  const look = () => {
    for (let length; (length = readSync(descriptor, buffer)) > 0;)
      write(decoder.decode(buffer.subarray(0, length), { stream: true }));
  };
  const timer = setInterval(look, interval);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      closeSync(descriptor);
    },
  };
}
