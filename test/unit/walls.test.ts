import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** What each folder may import, as docs/architecture.md says. Packages are named as imported; folders end in `/`. */
const MAY_IMPORT: Readonly<Record<string, readonly RegExp[]>> = {
  core: [/^core\//, /^vscode-languageserver-types$/],
  machine: [/^machine\//, /^core\//, /^node:/],
  // Reads files, and neither machines nor processes: the server needs it too.
  'machine/disk': [/^machine\/disk\//, /^core\//, /^node:/],
  server: [/^server\//, /^core\//, /^machine\/disk\//, /^node:/, /^vscode-languageserver/, /^package\.json$/],
  client: [/^client\//, /^core\//, /^machine\//, /^node:/, /^vscode$/, /^vscode-languageclient/, /^uplot$/],
  cli: [/^cli\//, /^core\//, /^machine\//, /^node:/, /^package\.json$/],
  // Runs in a web view: no VS Code, no Node.
  'client/panels/web': [/^client\/panels\/(?:web\/|messages$|map-model$)/, /^core\//, /^uplot$/],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import|import\()\s*'([^'\n]+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? posix.join(posix.dirname(file), name) : name,
  );
}

describe('walls between folders', () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${folder} imports only what it may`, () => {
      const files = sources(folder);
      assert.ok(files.length > 3, `${folder} was not found`);
      const wrong = files.flatMap((file) =>
        imports(file)
          .filter((name) => !allowed.some((pattern) => pattern.test(name)))
          .map((name) => `${file} imports ${name}`),
      );
      assert.deepEqual(wrong, []);
    });
  }
});
