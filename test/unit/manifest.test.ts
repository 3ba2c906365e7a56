import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

interface Setting {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
}

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly grammars: readonly { readonly path: string; readonly scopeName: string; readonly language?: string }[];
    readonly languages: readonly { readonly id: string; readonly configuration?: string }[];
    readonly menus?: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings?: readonly { readonly command: string }[];
  };
}

const prefix = 'bpfTracepoints.';
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const settings = Object.entries(contributes.configuration.properties);

const clientFiles = readdirSync('client', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

/** Every node of a TypeScript file, so that comments do not count. */
function nodesOf(file: string): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return nodes;
}

/** The names that are keys of the command table. */
const handled = nodesOf('client/commands.ts')
  .filter(ts.isPropertyAssignment)
  .map(({ name }) => (ts.isStringLiteral(name) ? name.text : ''))
  .filter((name) => name.startsWith(prefix));

const clientStrings = clientFiles.flatMap(nodesOf).filter(ts.isStringLiteral);

/** The keys, without prefix, that are read from our configuration: `….get<…>('clang.path')` in the file of settings. */
const keysRead = nodesOf('client/settings.ts')
  .filter(ts.isCallExpression)
  .filter(({ expression }) => ts.isPropertyAccessExpression(expression) && expression.name.text === 'get')
  .map(({ arguments: [key] }) => (key !== undefined && ts.isStringLiteral(key) ? key.text : '(not a literal)'))
  // VS Code's own.
  .filter((key) => !key.startsWith('editor.'));

/** Context keys of ours that a `when` asks for; what a key is compared with is none. */
const contextKeys = [...JSON.stringify(contributes).matchAll(/"(?:when|enablement)":"((?:[^"\\]|\\.)*)"/g)].flatMap(
  ([, clause = '']) => [...clause.matchAll(/(?<!==\s*)\bbpfTracepoints\.\w+/g)].map(([key]) => key),
);

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe('the manifest and the code', () => {
  it('have the same commands', () => {
    assert.ok(commands.length > 5);
    assert.deepEqual(sorted(handled), sorted(commands));
    assert.equal(new Set(commands).size, commands.length);
  });

  it('have the same settings', () => {
    assert.ok(settings.length > 5);
    assert.deepEqual(sorted(keysRead.map((key) => prefix + key)), sorted(settings.map(([name]) => name)));
  });

  it('speak of the configuration in one file only', () => {
    const others = clientFiles.filter(
      (file) => file !== join('client', 'settings.ts') && readFileSync(file, 'utf8').includes('.getConfiguration('),
    );
    assert.deepEqual(others, []);
  });

  it('have the same context keys', () => {
    const set = clientStrings.filter(({ parent }) => {
      const first = ts.isCallExpression(parent) ? parent.arguments[0] : undefined;
      return first !== undefined && ts.isStringLiteral(first) && first.text === 'setContext';
    });
    const keysSet = set.map(({ text }) => text).filter((text) => text.startsWith(prefix));
    assert.deepEqual(sorted(keysSet), sorted(contextKeys));
  });

  it('name no command that is not there', () => {
    const asked = [
      ...Object.values(contributes.menus ?? {}).flat(),
      ...(contributes.keybindings ?? []),
      ...manifest.activationEvents
        .filter((event) => event.startsWith('onCommand:'))
        .map((event) => ({ command: event.slice('onCommand:'.length) })),
    ].map(({ command }) => command);
    const executed = clientStrings
      .filter((text) => isCommandProperty(text.parent) || isExecuted(text))
      .map(({ text }) => text)
      .filter((text) => text.startsWith(prefix));
    assert.ok(executed.length > 2, 'the code lenses and the status item name commands');
    assert.deepEqual(
      [...asked, ...executed].filter((command) => command.startsWith(prefix) && !commands.includes(command)),
      [],
    );
  });
});

/** `{ command: '…' }` and `item.command = '…'`. */
function isCommandProperty(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return node.name.getText() === 'command';
  return ts.isBinaryExpression(node) && /\.command$/.test(node.left.getText());
}

/** The first argument of `vscode.commands.executeCommand('…')`. */
const isExecuted = (text: ts.StringLiteral): boolean =>
  ts.isCallExpression(text.parent) &&
  text.parent.arguments[0] === text &&
  /\bexecuteCommand$/.test(text.parent.expression.getText());

describe('the manifest', () => {
  it('names files that exist', () => {
    const paths = [
      manifest.icon,
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.languages.flatMap(({ configuration }) => configuration ?? []),
    ];
    assert.ok(paths.length > 3);
    for (const path of paths) assert.ok(existsSync(path), path);
  });

  it('gives each grammar the scope that its file has, and a language that is declared', () => {
    for (const { path, scopeName, language } of contributes.grammars) {
      const grammar = JSON.parse(readFileSync(path, 'utf8')) as { scopeName: string };
      assert.equal(grammar.scopeName, scopeName);
      if (language !== undefined)
        assert.ok(
          contributes.languages.some(({ id }) => id === language),
          language,
        );
    }
  });

  it('says of every setting what it does and what it is without being set', () => {
    for (const [name, setting] of settings) {
      assert.ok(name.startsWith(prefix), name);
      assert.ok((setting.markdownDescription ?? setting.description ?? '').length > 10, name);
      const types = [setting.type ?? []].flat();
      assert.ok(
        types.some((type) => isOfType(setting.default, type)),
        `${name}: ${JSON.stringify(setting.default)}`,
      );
    }
  });

  it('gives every command a title and the category', () => {
    for (const { command, title, category } of contributes.commands) {
      assert.ok(command.startsWith(prefix) && title.length > 2, command);
      assert.equal(category, 'BPF Tracepoints');
    }
  });

  // A workspace that is opened must not choose what is executed, with which arguments, or which host is contacted.
  it('keeps settings that name programs, arguments, hosts and paths from untrusted workspaces', () => {
    const delicate = /(?:path|command|executable|arguments|args|flags|files?|folder|directory|targets?|hosts?)$/i;
    const named = settings.filter(([name]) => delicate.test(name));
    assert.ok(named.length > 3);
    for (const [name, { scope }] of named) {
      assert.ok(scope === 'machine' || scope === 'machine-overridable', `${name} has scope ${scope ?? 'window'}`);
    }
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(sorted(restrictedConfigurations), sorted(named.map(([name]) => name)));
  });
});

/** `type` as JSON Schema names it. */
function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
