import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parseClangDiagnostics } from '../../machine/clang-diagnostics';

interface Setting {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
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
    readonly problemMatchers: readonly {
      readonly owner: string;
      readonly pattern: Readonly<Record<'file' | 'line' | 'column' | 'severity' | 'message' | 'code', number>> & {
        readonly regexp: string;
      };
    }[];
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

  it('has a problem matcher that finds in a terminal what Compile finds in clang’s output', () => {
    const [matcher] = contributes.problemMatchers;
    assert.ok(matcher);
    // The collection of client/problems.ts: what a task says takes the place of what Compile said.
    assert.equal(matcher.owner, 'bpf-tracepoints-clang');
    const { pattern } = matcher;
    for (const line of [
      "/w/a.bpf.c:7:56: error: use of undeclared identifier 'nothing'",
      "./b c.h:1:2: fatal error: 'gone.h' file not found",
      "a.c:3:9: warning: unused variable 'x' [-Wunused-variable]",
      'C:\\w\\a.c:3:9: warning: odd: a:1:2 [-Wx,-Wy]',
      '1 error generated.',
      'In file included from a.c:3:',
    ]) {
      const found = new RegExp(pattern.regexp).exec(line);
      const [expected] = parseClangDiagnostics(line);
      const group = (index: number): string | undefined => found?.[index];
      assert.deepEqual(
        found && {
          file: group(pattern.file),
          line: Number(group(pattern.line)),
          column: Number(group(pattern.column)),
          severity: group(pattern.severity),
          text: group(pattern.message),
          ...(group(pattern.code) !== undefined && { flag: group(pattern.code) }),
          notes: [],
        },
        expected ?? null,
        line,
      );
    }
  });

  it('gives every command a title and the category', () => {
    for (const { command, title, category } of contributes.commands) {
      assert.ok(command.startsWith(prefix) && title.length > 2, command);
      assert.equal(category, 'BPF Tracepoints');
    }
  });

  // A workspace that is opened must not choose what is executed, with which arguments, or which host is contacted. The rule is
  // turned round, so that it holds for settings that are not thought of yet: what is no switch, number or choice is restricted.
  it('keeps settings that could name programs, arguments, hosts and paths from untrusted workspaces', () => {
    const delicate = ({ type, enum: choices }: Setting): boolean =>
      choices === undefined && !['boolean', 'number', 'integer'].includes(String(type));
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const restricted = settings.filter(([name]) => restrictedConfigurations.includes(name));
    assert.equal(restricted.length, restrictedConfigurations.length, 'each restricted setting exists, and once');
    for (const [name, { scope }] of restricted) {
      assert.ok(scope === 'machine' || scope === 'machine-overridable', `${name} has scope ${scope ?? 'window'}`);
    }
    assert.ok(settings.filter(([, setting]) => delicate(setting)).length > 5);
    const open = settings.filter(([name, setting]) => delicate(setting) && !restrictedConfigurations.includes(name));
    assert.deepEqual(sorted(open.map(([name]) => name)), sorted(harmless));
    const named = settings.filter(([name]) => telling.test(name));
    assert.ok(named.length > 3);
    for (const [name] of named) assert.ok(restrictedConfigurations.includes(name), name);
  });
});

/** Settings with free text that never becomes a program, an argument, a host or a path: names of macros, which the server looks for. */
const harmless = ['bpfTracepoints.programMacros'];

/** Ends of names that are restricted whatever their type is. */
const telling =
  /(?:path|command|executable|arguments|args|flags|files?|folder|directory|targets?|hosts?|environment|env|where)$/i;

/** `type` as JSON Schema names it. */
function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
