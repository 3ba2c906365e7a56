import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const load = () => import('../../../scripts/package/contents.mjs');

/** The start of an ELF file for a machine as elf.h numbers them. */
function elf(machine: number): Buffer {
  const data = Buffer.alloc(64);
  data.write('\x7fELF', 'latin1');
  data.writeUInt16LE(machine, 18);
  return data;
}

const manifest = {
  main: './dist/extension.js',
  icon: 'images/icon.png',
  contributes: {
    grammars: [{ path: './syntaxes/a.tmLanguage.json' }],
    languages: [{ id: 'a', configuration: './syntaxes/a.language-configuration.json' }, { id: 'b' }],
  },
};

const loader = (machine: string): string => `extension/dist/loader/bpf-tracepoints-loader-${machine}`;

/** As dist/loader/index.json lists it. */
const listed = (machine: string) => ({
  machine,
  file: `bpf-tracepoints-loader-${machine}`,
  sha256: createHash('sha256')
    .update(elf(machine === 'x86_64' ? 62 : 183))
    .digest('hex'),
});

/** A package that is as it must be. */
function good(): Map<string, Buffer> {
  const text = Buffer.from('x');
  const names = [
    'package.json',
    'readme.md',
    'docs/diagnostics.md',
    'images/activity.svg',
    'docs/refusals.md',
    'LICENSE.txt',
    'THIRD-PARTY-NOTICES.md',
    'images/icon.png',
    'syntaxes/a.tmLanguage.json',
    'syntaxes/a.language-configuration.json',
    'dist/extension.js',
    'dist/panel.js',
    'dist/panel.css',
    'dist/server.js',
    'dist/cli.js',
    'dist/cli-code.js',
    'dist/server-code.js',
    'dist/headers/README.md',
    'dist/headers/libbpf/bpf/bpf_helpers.h',
    'dist/headers/uapi/linux/bpf.h',
    'dist/headers/uapi/linux/byteorder/little_endian.h',
    'dist/headers/uapi-x86/asm/types.h',
    'dist/headers/uapi-arm64/asm/types.h',
    ...['GPL-2', 'GPL-3', 'LGPL-2.1', 'LGPL-3', 'versions'].map((name) => `dist/licenses/${name}.txt`),
    'kernels/debian12-6.1.br',
    'kernels/debian12-6.1.btf.br',
  ];
  return new Map([
    ...names.map((name): [string, Buffer] => [`extension/${name}`, text]),
    ['extension.vsixmanifest', text],
    ['[Content_Types].xml', text],
    ['extension/package.json', Buffer.from(JSON.stringify(manifest))],
    ['extension/kernels/index.json', Buffer.from('[{"file":"debian12-6.1.br","btf":"debian12-6.1.btf.br"}]')],
    ['extension/dist/loader/index.json', Buffer.from(JSON.stringify(['x86_64', 'aarch64'].map(listed)))],
    [loader('x86_64'), elf(62)],
    [loader('aarch64'), elf(183)],
  ]);
}

describe('the contents of the package', () => {
  const check = async (change: (files: Map<string, Buffer>) => void): Promise<string[]> => {
    const { contentsProblems } = await load();
    const files = good();
    change(files);
    return contentsProblems(files, ['/src/checkout']);
  };

  it('are right when all is there', async () => {
    assert.deepEqual(await check(() => undefined), []);
  });

  it('hold nothing of the source tree', async () => {
    const strangers = [
      'extension/client/extension.ts',
      'extension/dist/extension.js.map',
      'extension/dist/test/unit/a.test.js',
      'extension/node_modules/a/index.js',
      'extension/loader/main.c',
      'extension/dist/loader/bpf-tracepoints-loader-x86_64.stamp',
      'extension/.vscodeignore',
      'extension/scripts/package.mjs',
    ];
    for (const name of strangers) {
      assert.deepEqual(await check((files) => files.set(name, Buffer.from('x'))), [
        `${name} does not belong into the package`,
      ]);
    }
  });

  it('miss nothing that is needed, by name, by the manifest, or by the list of kernels', async () => {
    for (const name of good().keys()) {
      if (/vsixmanifest|Content_Types|dist\/loader|headers\/README|byteorder/.test(name)) continue;
      const problems = await check((files) => files.delete(name));
      const noLists = name === 'extension/package.json' || name === 'extension/kernels/index.json';
      assert.deepEqual(noLists ? problems.slice(0, 1) : problems, [`${name} is missing`]);
    }
  });

  it('hold a loader for each architecture, with the hash by which it is uploaded', async () => {
    assert.deepEqual(await check((files) => files.delete(loader('aarch64'))), ['there is no loader for aarch64']);
    assert.deepEqual(await check((files) => files.set(loader('x86_64'), elf(183))), [
      'bpf-tracepoints-loader-x86_64 is no program for x86_64',
    ]);
    assert.deepEqual(await check((files) => files.set(loader('x86_64'), Buffer.concat([elf(62), elf(62)]))), [
      'bpf-tracepoints-loader-x86_64 has another hash than dist/loader/index.json says',
    ]);
  });

  it('hold no empty file, no path of the machine that made them, no reference to a source map', async () => {
    const bundle = 'extension/dist/server.js';
    assert.deepEqual(await check((files) => files.set(bundle, Buffer.alloc(0))), [`${bundle} is empty`]);
    assert.deepEqual(await check((files) => files.set(bundle, Buffer.from('"/src/checkout/server/main.ts"'))), [
      `${bundle} holds the path /src/checkout`,
    ]);
    assert.deepEqual(await check((files) => files.set(bundle, Buffer.from('//# sourceMappingURL=server.js.map'))), [
      `${bundle} refers to a source map`,
    ]);
  });
});
