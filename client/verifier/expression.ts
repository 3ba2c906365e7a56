/** Which part of a source line is meant by the one column that the compiler left of it. Pure: a line in, columns out. */

/** UTF-16 columns from 0; the end is behind the last character. */
export interface Columns {
  readonly start: number;
  readonly end: number;
}

/** `column` counts bytes of UTF-8 from 1, as clang does; 0, or one past the line's end, means the whole line. */
export function columnsAt(line: string, column: number): Columns {
  const at = utf16Column(line, column);
  return at === undefined || !/\S/.test(line[at] ?? ' ') ? wholeLine(line) : expressionAt(line, at);
}

/** Characters (UTF-16) before the byte; undefined where there is no such byte. */
export function utf16Column(line: string, column: number): number | undefined {
  if (column < 1) return undefined;
  let bytes = 0;
  let at = 0;
  for (const character of line) {
    if (bytes >= column - 1) return at;
    bytes += utf8Length(character.codePointAt(0) ?? 0);
    at += character.length;
  }
  return undefined;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

function wholeLine(line: string): Columns {
  const start = line.length - line.trimStart().length;
  return { start, end: Math.max(line.trimEnd().length, start) };
}

/** clang's column is that of an access' member name, a call's name, an operator, or a statement's first word. */
function expressionAt(line: string, at: number): Columns {
  const character = line[at] ?? '';
  if (isWord(character)) return fromWord(line, at);
  if (character === '{' || character === '}') return { start: at, end: at + 1 };
  if ('*&!~-('.includes(character) && isPrefix(line, at)) return { start: at, end: operandEnd(line, at) };
  if (character === '"') return { start: at, end: stringEnd(line, at) };
  return statementAt(line, at);
}

const statementWords = new Set(['return', 'goto', 'break', 'continue']);
const clauseWords = new Set(['if', 'for', 'while', 'do', 'switch', 'else', 'case', 'default']);

function fromWord(line: string, at: number): Columns {
  const start = wordStart(line, at);
  const end = wordEnd(line, at);
  const word = line.slice(start, end);
  if (statementWords.has(word)) return { start, end: statementAt(line, at).end };
  if (clauseWords.has(word)) return { start, end };
  return { start: accessStart(line, start), end: postfixEnd(line, end) };
}

/** Backwards over `a->b[i].` before a member's name. */
function accessStart(line: string, from: number): number {
  let start = from;
  for (;;) {
    const before = line.slice(0, start).trimEnd();
    const base = before.endsWith('->') ? before.slice(0, -2) : before.endsWith('.') ? before.slice(0, -1) : undefined;
    if (base === undefined) return start;
    let end = base.trimEnd().length;
    while (end > 0 && ')]'.includes(line[end - 1] ?? '')) {
      const open = openingOf(line, end - 1);
      if (open === undefined) return start;
      end = line.slice(0, open).trimEnd().length;
      if (line[open] === '(' && !isWord(line[end - 1] ?? '')) {
        // `((struct x *)ctx)->member`: the parentheses are the whole base.
        return open;
      }
    }
    if (!isWord(line[end - 1] ?? '')) return start;
    start = wordStart(line, end - 1);
  }
}

/** Forwards over `->b`, `.c`, `[i]` and the arguments of a call. */
function postfixEnd(line: string, from: number): number {
  let end = from;
  for (;;) {
    const rest = line.slice(end);
    const member = /^\s*(?:->|\.)\s*\w+/.exec(rest)?.[0];
    if (member !== undefined) {
      end += member.length;
      continue;
    }
    const bracket = /^\s*[[(]/.exec(rest)?.[0];
    const close = bracket === undefined ? undefined : closingOf(line, end + bracket.length - 1);
    if (close === undefined) return end;
    end = close + 1;
  }
}

/** Over prefix operators and casts to the end of what they apply to. */
function operandEnd(line: string, from: number): number {
  let at = from;
  while (at < line.length) {
    const character = line[at] ?? '';
    if (isWord(character)) return postfixEnd(line, wordEnd(line, at));
    if (character === '(') {
      const close = closingOf(line, at);
      if (close === undefined) return line.trimEnd().length;
      const next = line.slice(close + 1).trimStart()[0] ?? '';
      if (!isWord(next) && !'(*&'.includes(next)) return postfixEnd(line, close + 1);
      at = close;
    }
    at++;
  }
  return line.trimEnd().length;
}

/** From the end of the statement before to the end of this one, both on the line. */
function statementAt(line: string, at: number): Columns {
  const before = Math.max(...[';', '{', '}'].map((end) => line.lastIndexOf(end, at - 1)), -1) + 1;
  const text = line.slice(before, at);
  const start = before + (text.length - text.trimStart().length);
  const semicolon = line.indexOf(';', at);
  const end = semicolon < 0 ? line.trimEnd().length : semicolon;
  return { start: Math.min(start, at), end: Math.max(end, at + 1) };
}

/** Whether an operator has nothing on its left that it could take. */
function isPrefix(line: string, at: number): boolean {
  const before = line.slice(0, at).trimEnd();
  const last = before.at(-1) ?? '';
  if (isWord(last)) return statementWords.has(before.slice(wordStart(before, before.length - 1)));
  return last !== ')' && last !== ']';
}

function stringEnd(line: string, at: number): number {
  const literal = /^"(?:[^"\\]|\\.)*"?/.exec(line.slice(at))?.[0] ?? '"';
  return at + literal.length;
}

const isWord = (character: string): boolean => /^\w$/.test(character);

function wordStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && isWord(line[start - 1] ?? '')) start--;
  return start;
}

function wordEnd(line: string, at: number): number {
  let end = at;
  while (end < line.length && isWord(line[end] ?? '')) end++;
  return end;
}

function closingOf(line: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < line.length; at++) {
    if ('(['.includes(line[at] ?? '')) depth++;
    if (')]'.includes(line[at] ?? '') && --depth === 0) return at;
  }
  return undefined;
}

function openingOf(line: string, close: number): number | undefined {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (')]'.includes(line[at] ?? '')) depth++;
    if ('(['.includes(line[at] ?? '') && --depth === 0) return at;
  }
  return undefined;
}
