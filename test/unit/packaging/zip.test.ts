import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';

const load = () => import('../../../scripts/package/zip.mjs');

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly method: 0 | 8 | 12;
}

/** A ZIP file as APPNOTE.TXT lays it out; checksums are left 0, nobody reads them. */
function zip(entries: readonly Entry[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const { name, content, method } of entries) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const extra = Buffer.from('extra');
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(method, 8);
    header.writeUInt32LE(data.length, 18);
    header.writeUInt16LE(Buffer.byteLength(name), 26);
    header.writeUInt16LE(extra.length, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(Buffer.concat(local).length, 42);
    local.push(header, Buffer.from(name), extra, data);
    directory.push(entry, Buffer.from(name));
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(local).length, 16);
  return Buffer.concat([...local, ...directory, end]);
}

describe('reading a ZIP file', () => {
  it('gives stored and deflated files, not folders', async () => {
    const { readZip } = await load();
    const files = readZip(
      zip([
        { name: 'a/', content: '', method: 0 },
        { name: 'a/stored.txt', content: 'as it is', method: 0 },
        { name: 'ä.txt', content: 'squeezed '.repeat(50), method: 8 },
      ]),
    );
    assert.deepEqual(
      [...files].map(([name, data]) => [name, data.toString('utf8')]),
      [
        ['a/stored.txt', 'as it is'],
        ['ä.txt', 'squeezed '.repeat(50)],
      ],
    );
  });

  it('refuses what is none', async () => {
    const { readZip } = await load();
    assert.throws(() => readZip(Buffer.from('PK no')), /not a ZIP file/);
    assert.throws(() => readZip(zip([{ name: 'a', content: 'x', method: 12 }])), /compression method 12/);
  });
});
