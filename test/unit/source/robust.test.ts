/** Whatever is typed: the scanner gives a model with ranges that hold, and the program under the cursor is found. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sourceAt } from '../../../core/source/at';
import { completionContext } from '../../../core/source/complete';
import { contextShape } from '../../../core/source/context';
import { scanSource } from '../../../core/source/scan';
import type { Range, SourceModel } from '../../../core/source/types';
import { generateSource } from './big';

const source = generateSource(100);

function allRanges(model: SourceModel): { inside: Range; range: Range }[] {
  const found: { inside: Range; range: Range }[] = [];
  const whole = { start: 0, end: Infinity };
  const add = (inside: Range, ...ranges: readonly (Range | undefined)[]): void => {
    for (const range of ranges) if (range) found.push({ inside, range });
  };
  for (const { range, categoryRange, eventRange } of model.sections) {
    add(whole, range);
    add(range, categoryRange, eventRange);
  }
  for (const { range, section, nameRange, context, body, accesses } of model.programs) {
    add(whole, range);
    add(range, section.range, nameRange, context?.nameRange, context?.typeRange, body);
    for (const access of accesses) {
      add(body ?? range, access.range);
      add(access.range, access.fieldRange);
    }
  }
  for (const { range, tagRange, members } of model.structs) {
    add(whole, range);
    add(range, tagRange);
    for (const member of members) {
      add(range, member.range);
      add(member.range, member.nameRange);
    }
  }
  return found;
}

function ascending(starts: readonly number[]): boolean {
  return starts.every((start, index) => index === 0 || (starts[index - 1] ?? 0) <= start);
}

/** Fails where the model of the text is not sound. */
function checkSound(text: string): void {
  const model = scanSource(text);
  for (const { inside, range } of allRanges(model)) {
    const holds =
      inside.start <= range.start && range.start <= range.end && range.end <= Math.min(inside.end, text.length);
    assert.ok(holds, `${JSON.stringify({ inside, range })} of ${text.length} in ${JSON.stringify(text)}`);
  }
  assert.ok(ascending(model.sections.map(({ range }) => range.start)));
  assert.ok(ascending(model.programs.map(({ range }) => range.start)));
  assert.ok(ascending(model.structs.map(({ range }) => range.start)));
  for (const program of model.programs) {
    contextShape(model, program.context);
    assert.ok(ascending(program.accesses.map(({ range }) => range.start)));
  }
}

function checkEverywhere(text: string, offset: number): void {
  checkSound(text);
  const model = scanSource(text);
  sourceAt(model, offset);
  const context = completionContext(text, model, offset);
  if (!context) return;
  assert.ok(context.replace.start <= offset && offset <= context.replace.end);
  assert.equal(context.typed, text.slice(context.replace.start, offset));
}

/** Pieces that C is made of, and what breaks it. */
const pieces = fc.constantFrom(
  ...`SEC( " ' ( ) { } [ ] ; , : * = # \\ // /* */ -> . struct union enum typedef const static int x ctx ctx-> args 16 0x
  SEC("tp/a/b") SEC("tp/ section("tp __attribute__(( __attribute__((packed)) __packed aligned(8) #define #if #endif
  int_f(struct_x_*ctx)_{ int_f( } \\" tp/a/b" 99999999999999999999 \ud800 ö`
    .split(/\s+/)
    .map((piece) => piece.replaceAll('_', ' ').trim()),
  '\n',
  '\n',
  '\r\n',
  '\0',
  '  ',
  '\t',
);

interface Place {
  /** End of a statement in a program's body, in `source`: where somebody types the next one. */
  readonly offset: number;
  readonly program: string;
}

function statementPlaces(): Place[] {
  return scanSource(source).programs.flatMap(({ name, body }) => {
    if (!name || !body) return [];
    const places: Place[] = [];
    for (let offset = body.start; offset < body.end; offset = source.indexOf('\n', offset) + 1) {
      if (/[;{}]\s*$/.test(source.slice(body.start - 1, offset))) places.push({ offset, program: name });
    }
    return places;
  });
}

const halfTyped = [
  'if (ctx->',
  'bpf_printk("',
  'bpf_printk("%d',
  'ctx->',
  'foo(',
  'foo(a, (b',
  '{',
  '}',
  'if (a) {',
  'if (a) {\n\twhile (b) {',
  'int x =',
  'x[',
  "'",
  'return',
  '#if 1',
  'struct event e = {',
];

describe('scanner, whatever is typed', function () {
  // Thousands of runs a test; the bound is for a machine that is busy with virtual machines.
  this.timeout(120_000);
  const places = statementPlaces();
  /** At the places' ends the cursor types the access; somewhere else in the same body stands the half-typed statement. */
  const contextName = (program: string): string => (program.startsWith('handle_openat') ? 'args' : 'ctx');

  it('finds the program under the cursor, with a half-typed statement on the line before', () => {
    assert.ok(places.length > 25);
    for (const { offset, program } of places) {
      for (const statement of halfTyped) {
        const before = `${source.slice(0, offset)}\t${statement}\n\t${contextName(program)}->`;
        const text = `${before}\n${source.slice(offset)}`;
        const context = completionContext(text, scanSource(text), before.length);
        assert.equal(context?.kind === 'field' && context.program.name, program, `${statement} at ${offset}`);
      }
    }
  });

  it('finds the program under the cursor, with half-typed statements anywhere in it and in others', () => {
    const place = fc.constantFrom(...places);
    const broken = fc.array(fc.record({ at: place, statement: fc.constantFrom(...halfTyped) }), { maxLength: 4 });
    const check = fc.property(place, broken, (cursor, statements) => {
      const typed = { at: cursor, statement: `${contextName(cursor.program)}->`, isCursor: true };
      const edits = [...statements.map((edit) => ({ ...edit, isCursor: false })), typed];
      let text = source;
      let offset = 0;
      for (const edit of edits.sort((a, b) => b.at.offset - a.at.offset)) {
        const inserted = `\t${edit.statement}\n`;
        text = text.slice(0, edit.at.offset) + inserted + text.slice(edit.at.offset);
        offset = edit.isCursor ? edit.at.offset + inserted.length - 1 : offset + inserted.length;
      }
      const context = completionContext(text, scanSource(text), offset);
      assert.equal(context?.kind === 'field' && context.program.name, cursor.program);
    });
    fc.assert(check, { numRuns: 3000, seed: 2 });
  });

  it('keeps all other programs when one has a half-typed statement', () => {
    const names = scanSource(source).programs.map(({ name, accesses }) => `${name ?? ''} ${accesses.length}`);
    for (const { offset, program } of places) {
      for (const statement of halfTyped) {
        const text = `${source.slice(0, offset)}\t${statement}\n${source.slice(offset)}`;
        const others = (all: readonly string[]): string[] => all.filter((name) => !name.startsWith(`${program} `));
        const found = scanSource(text).programs.map(({ name, accesses }) => `${name ?? ''} ${accesses.length}`);
        assert.deepEqual(others(found), others(names), `${statement} at ${offset}`);
      }
    }
  });

  it('stays sound when a real file is cut and pieces are inserted', () => {
    const place = fc.nat(source.length);
    const edit = fc.record({ at: place, remove: fc.nat(30), insert: fc.array(pieces, { maxLength: 3 }) });
    const check = fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), place, place, (edits, cut, offset) => {
      let text = source.slice(0, Math.max(cut, 200));
      for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert.join('') + text.slice(at + remove);
      checkEverywhere(text, Math.min(offset, text.length));
    });
    fc.assert(check, { numRuns: 4000 });
  });

  it('stays sound on pieces of C in any order', () => {
    const check = fc.property(fc.array(pieces, { maxLength: 40 }), fc.nat(200), (parts, offset) => {
      const text = parts.join(' ').replaceAll(' \n ', '\n');
      checkEverywhere(text, Math.min(offset, text.length));
      checkSound(parts.join(''));
    });
    fc.assert(check, { numRuns: 5000 });
  });

  it('stays sound on any text', () => {
    const check = fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(60), (text, offset) => {
      checkEverywhere(text, Math.min(offset, text.length));
    });
    fc.assert(check, { numRuns: 1000 });
  });

  const large: readonly (readonly [title: string, text: string])[] = [
    ['braces', `SEC("tp/a/b") int f(void *ctx) ${'{'.repeat(100_000)}`],
    ['structs in structs', 'struct a { '.repeat(100_000)],
    ['structs over lines', 'struct a {\n'.repeat(100_000)],
    ['half structs', 'struct a {\n  int x; {\n}\n'.repeat(30_000)],
    ['open attributes', 'struct __attribute__(('.repeat(30_000)],
    ['open parentheses', '('.repeat(1_000_000)],
    ['open sections', 'SEC("tp/a/b'.repeat(30_000)],
    ['open functions', 'SEC("tp/a/b")\nint f(void *ctx) {\n'.repeat(20_000)],
    ['pointers to functions', `struct a { ${'int (*a)('.repeat(30_000)}`],
    ['a chain of typedefs', Array.from({ length: 20_000 }, (_, id) => `typedef t${id} t${id + 1};`).join('\n')],
    [
      'structs that double',
      Array.from({ length: 2000 }, (_, id) => `struct s${id + 1} { struct s${id} a[9]; };`).join('\n'),
    ],
    ['NULs', '\0'.repeat(5_000_000)],
    ['one line', 'a'.repeat(5_000_000)],
    ['comments', '/* '.repeat(1_000_000)],
  ];
  for (const [title, text] of large) {
    it(`ends, without a deep stack, on ${title}`, () => {
      const { programs, structs } = scanSource(text);
      assert.ok(programs.length + structs.length < 200_000);
    });
  }

  it('finds all of a 5,000-line file', () => {
    const text = generateSource(5000);
    const { programs, structs } = scanSource(text);
    assert.ok(text.split('\n').length >= 5000);
    assert.equal(programs.length, text.split(/^SEC\("t/m).length - 1);
    assert.equal(structs.length, text.split(/^struct \w+ {$/m).length - 1);
    assert.ok(programs.every(({ body, accesses }) => body && accesses.length > 0));
  });
});
