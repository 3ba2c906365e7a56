/** Reads an object's line information, for tests. */
import assert from 'node:assert/strict';
import { readElf, stringAt } from '../../../core/elf/sections';

/** One line a record: `section instruction file:line:column text`. */
export function lineInfo(object: Uint8Array): string[] {
  const elf = readElf(object);
  const btf = elf?.sections.find(({ name }) => name === '.BTF');
  const ext = elf?.sections.find(({ name }) => name === '.BTF.ext');
  assert.ok(elf && btf && ext, 'an object with BTF');
  const word = (at: number): number => elf.view.getUint32(at, elf.littleEndian);
  const from = btf.offset + word(btf.offset + 4) + word(btf.offset + 16);
  const strings = object.subarray(from, from + word(btf.offset + 20));
  const start = ext.offset + word(ext.offset + 4) + word(ext.offset + 16);
  const end = start + word(ext.offset + 20);
  const size = word(start);
  const lines: string[] = [];
  let at = start + 4;
  while (at < end) {
    const section = stringAt(strings, word(at));
    const count = word(at + 4);
    at += 8;
    for (let index = 0; index < count; index += 1, at += size) {
      const place = word(at + 12);
      const file = stringAt(strings, word(at + 4));
      lines.push(`${section} ${word(at)} ${file}:${place >>> 10}:${place & 1023} ${stringAt(strings, word(at + 8))}`);
    }
  }
  return lines;
}
