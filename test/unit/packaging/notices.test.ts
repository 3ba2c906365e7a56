import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const load = () => import('../../../scripts/generate/npm-notices.mjs');

describe('the notices of npm packages', () => {
  it('finds each package among the inputs of a bundle once, nested and scoped ones too', async () => {
    const { packageFolders } = await load();
    assert.deepEqual(
      packageFolders([
        'client/extension.ts',
        'node_modules/semver/index.js',
        'node_modules/semver/classes/range.js',
        'node_modules/@scope/name/lib/a.js',
        'node_modules/minimatch/node_modules/brace-expansion/index.js',
        '../elsewhere/node_modules/semver/index.js',
      ]),
      [
        '../elsewhere/node_modules/semver',
        'node_modules/@scope/name',
        'node_modules/minimatch/node_modules/brace-expansion',
        'node_modules/semver',
      ],
    );
  });

  describe('of one package', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'notices-'));
      await writeFile(join(folder, 'package.json'), '{"name":"@a/b","version":"1.2.3","license":"ISC"}');
    });
    afterEach(async () => {
      await rm(folder, { recursive: true });
    });

    it('hold name, version, licence and its text', async () => {
      const { describePackage, packagesSection } = await load();
      await writeFile(join(folder, 'License.txt'), 'Do\r\nas you like.\r\n');
      const described = await describePackage(folder);
      assert.equal(packagesSection([described]), '### @a/b 1.2.3 (ISC)\n\n```text\nDo\nas you like.\n```');
    });

    it('are not made without a licence text', async () => {
      const { describePackage } = await load();
      await assert.rejects(describePackage(folder), /has no licence file/);
    });
  });
});
