import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Kernels, type Kernel } from '../../../machine/disk/kernels';
import { sampleKernel } from '../btf/blob';

describe('BTF of the kernel that answers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-tracepoints-btf-'));
  after(() => rmSync(folder, { recursive: true }));
  const capture =
    `==> mine/hit/format <==\nname: hit\nID: 7\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n` +
    `\tfield:int value;\toffset:8;\tsize:4;\tsigned:1;\n\nprint fmt: "%d", REC->value\n`;
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const formats = file('capture', capture);

  const target = (btf?: string): Kernel => {
    const kernels = new Kernels(folder);
    kernels.configure({ targets: [{ name: 'box', formats, ...(btf !== undefined && { btf }) }] });
    const kernel = kernels.active();
    assert.ok(kernel.ok);
    return kernel.value;
  };

  it('is a target’s file, plain or gzipped, and read once', () => {
    for (const path of [file('raw', sampleKernel()), file('raw.gz', gzipSync(sampleKernel()))]) {
      const kernel = target(path);
      assert.deepEqual(kernel.btf()?.classes, ['bits', 'switch']);
      assert.equal(kernel.btf(), kernel.btf());
      assert.deepEqual(kernel.btfProblems(), []);
    }
  });

  it('is none where a target names none', () => {
    assert.equal(target().btf(), undefined);
    assert.deepEqual(target().btfProblems(), []);
  });

  it('is none, and why, where the file is missing, a folder, of another kind or too large', () => {
    const large = file('large', sampleKernel());
    truncateSync(large, 65 * 1024 * 1024);
    const wrong: [string, RegExp][] = [
      [join(folder, 'missing'), /^Target box: .*missing cannot be read: ENOENT/],
      [folder, /is no file/],
      [file('text', 'struct a {};'), /neither BTF, as in \/sys\/kernel\/btf\/vmlinux, nor gzipped BTF/],
      [file('empty', ''), /neither BTF/],
      [large, /larger than any kernel/],
    ];
    for (const [path, why] of wrong) {
      const kernel = target(path);
      assert.match(kernel.btfProblems().join(), why);
      assert.equal(kernel.btf(), undefined);
      assert.equal(kernel.index.names.length, 1);
    }
  });

  it('says after reading what only reading shows', () => {
    const cut = target(file('cut.gz', gzipSync(sampleKernel()).subarray(0, 60)));
    assert.deepEqual(cut.btfProblems(), []);
    assert.equal(cut.btf(), undefined);
    assert.match(cut.btfProblems().join(), /^Target box: .*cut\.gz cannot be read/);
    const short = target(file('short', sampleKernel().subarray(0, 300)));
    assert.ok(short.btf());
    assert.match(short.btfProblems().join(), /^Target box: It is cut off/);
  });

  it('is what ships beside a shipped kernel’s capture', () => {
    file('some.br', brotliCompressSync(capture));
    file('some.btf.br', brotliCompressSync(sampleKernel()));
    const shipped = { name: 'some', file: 'some.br', btf: 'some.btf.br' };
    const outside = { name: 'outside', file: 'some.br', btf: '../some.btf.br' };
    file('index.json', JSON.stringify([shipped, { name: 'without', file: 'some.br' }, outside]));
    const named = (name: string): Kernel | undefined => {
      const kernel = new Kernels(folder).named(name);
      return kernel.ok ? kernel.value : undefined;
    };
    assert.deepEqual(named('some')?.btf()?.classes, ['bits', 'switch']);
    assert.equal(named('without')?.btf(), undefined);
    assert.deepEqual(named('without')?.btfProblems(), []);
    assert.equal(named('outside'), undefined);
  });
});
