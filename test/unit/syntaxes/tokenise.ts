/** Runs a TextMate grammar as VS Code does, for tests: real tokeniser, real C grammar, our grammars from `syntaxes/`. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, Registry, parseRawGrammar } from 'vscode-textmate';

export interface Token {
  readonly text: string;
  /** Innermost last, without the root scope. */
  readonly scopes: readonly string[];
}

export type Tokenise = (text: string) => readonly (readonly Token[])[];

const resolve = createRequire(join(process.cwd(), 'package.json')).resolve;

const ours = new Map([
  ['bpf-section.injection', 'syntaxes/bpf-section.tmLanguage.json'],
  ['source.tracepoint-format', 'syntaxes/tracepoint-format.tmLanguage.json'],
  ['source.bpf-verifier-log', 'syntaxes/bpf-verifier-log.tmLanguage.json'],
]);

/** The C and C++ grammars that VS Code carries, from the npm package `tm-grammars`. */
const foreign = new Map([
  ['source.c', 'tm-grammars/grammars/c.json'],
  ['source.cpp', 'tm-grammars/grammars/cpp.json'],
]);

async function grammarText(scopeName: string): Promise<{ text: string; path: string } | undefined> {
  const own = ours.get(scopeName);
  const other = foreign.get(scopeName);
  const path = own ?? (other === undefined ? undefined : resolve(other));
  return path === undefined ? undefined : { text: await readFile(path, 'utf8'), path };
}

/** A tokeniser for documents of `scopeName`, with our injection where the grammar is C's or C++'s. One array of tokens a line. */
export async function tokeniserFor(scopeName: string): Promise<Tokenise> {
  await loadWASM(await readFile(resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    getInjections: (scope) => (foreign.has(scope) ? ['bpf-section.injection'] : []),
    loadGrammar: async (scope) => {
      const found = await grammarText(scope);
      return found === undefined ? null : parseRawGrammar(found.text, found.path);
    },
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (grammar === null) throw new Error(`no grammar for ${scopeName}`);
  return (text) => {
    let state = INITIAL;
    return text.split('\n').map((line) => {
      const result = grammar.tokenizeLine(line, state);
      state = result.ruleStack;
      return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex),
        scopes: scopes.slice(1),
      }));
    });
  };
}

/** `text → innermost scope` of every token that is not blank. */
export const innermost = (tokens: readonly Token[]): [string, string][] =>
  tokens
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, scopes }): [string, string] => [text.trim(), scopes.at(-1) ?? '']);

/** The innermost scope of the first token on the line whose text is `text`. */
export const scopeOf = (tokens: readonly Token[], text: string): string | undefined =>
  tokens.find((token) => token.text.trim() === text)?.scopes.at(-1);
