import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLoaders } from '../../../machine/shipped-loaders';

describe('the loaders that ship', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'loaders-'));
    await mkdir(join(root, 'dist', 'loader'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  const list = (text: string): Promise<void> => writeFile(join(root, 'dist', 'loader', 'index.json'), text);

  it('are found by machine', async () => {
    await list(JSON.stringify([{ machine: 'x86_64', file: 'one', sha256: 'ab' }]));
    const find = await readLoaders(root);
    assert.deepEqual(find('x86_64'), { file: join(root, 'dist', 'loader', 'one'), sha256: 'ab' });
    assert.equal(find('vax'), undefined);
  });

  for (const text of [undefined, '{', '{}']) {
    it(`do not match any file where their list is ${text ?? 'missing'}`, async () => {
      if (text !== undefined) await list(text);
      const found = (await readLoaders(root))('x86_64');
      assert.equal(found?.sha256, '');
    });
  }
});
