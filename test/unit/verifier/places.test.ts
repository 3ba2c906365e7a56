/** Places from `.BTF.ext`, of objects that clang compiles here. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { placesOfObject } from '../../../core/verifier/places';

/** The object of a source that includes nothing. */
function compile(source: string, ...flags: readonly string[]): Uint8Array {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-places-'));
  try {
    const output = path.join(folder, 'program.o');
    const input = path.join(folder, 'program.c');
    writeFileSync(input, source);
    const target = ['-O2', '-target', 'bpf', '-c', '-o', output, input];
    const run = spawnSync('clang', [...(flags.length > 0 ? flags : ['-g']), ...target], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const head = `#define SEC(name) __attribute__((section(name), used))
#define noinline __attribute__((noinline))
static long (*get)(void) = (void *)7;
`;

/** d calls nothing, c calls d, a calls c and b; in the file they stand in another order. */
const nested = `${head}
noinline int b(int x) { asm volatile("" ::: "memory"); return x * 7; }
static noinline int d(int x) { return get() + x; }
static noinline int c(int x) { return d(x) * 3; }
noinline int a(int x) { return c(x) + b(x); }
SEC("tracepoint/a/b") int first(void *ctx) { return b(get()) + a(get()); }
SEC("tracepoint/a/b") int second(void *ctx) { return a(get()); }
SEC("tracepoint/c/d") int third(void *ctx) { return get(); }
char LICENSE[] SEC("license") = "GPL";
`;

/** The functions in their order, and whether each begins where the one before ends. */
function layout(object: Uint8Array, program: string): readonly string[] {
  const { functions } = placesOfObject(object, program);
  let next = 0;
  for (const { start, count } of functions) {
    assert.equal(start, next);
    assert.ok(count > 0);
    next = start + count;
  }
  return functions.map(({ name }) => name);
}

describe('the places of instructions', () => {
  const object = compile(nested);

  it('follow the order in which libbpf appends the functions that are called', () => {
    assert.deepEqual(layout(object, 'first'), ['first', 'b', 'a', 'c', 'd']);
    assert.deepEqual(layout(object, 'second'), ['second', 'a', 'c', 'd', 'b']);
    assert.deepEqual(layout(object, 'third'), ['third']);
  });

  it('are lines of the function that they are in', () => {
    const lines = nested.split('\n');
    for (const program of ['first', 'second', 'third']) {
      const places = placesOfObject(object, program);
      for (const { name, start, count } of places.functions) {
        for (let index = start; index < start + count; index++) {
          const place = places.of(index);
          assert.ok(place, `${program} ${index}`);
          assert.ok(lines[place.line - 1]?.includes(` ${name}(`), `${program} ${index} is ${place.line}`);
          assert.equal(place.text, lines[place.line - 1]?.trim());
        }
      }
      const end = places.functions.reduce((sum, { count }) => sum + count, 0);
      assert.equal(places.of(end), undefined);
      assert.equal(places.of(-1), undefined);
    }
  });

  it('count a 64-bit load twice, and name columns', () => {
    const source = `${head}SEC("tracepoint/a/b") int on(void *ctx)
{
	unsigned long large = 0x123456789abcdefUL;

	asm volatile("" : "+r"(large));
	return large + get();
}
`;
    const places = placesOfObject(compile(source), 'on');
    const call = [0, 1, 2, 3, 4].map((index) => places.of(index)).find((place) => place?.line === 9);
    const line = source.split('\n')[8] ?? '';
    assert.equal(call?.text, line.trim());
    assert.ok([line.indexOf('get()'), line.indexOf('+')].includes(call.column - 1), String(call.column));
    assert.deepEqual([places.of(0)?.line, places.of(1)?.line], [places.of(0)?.line, places.of(0)?.line]);
  });

  it('find two programs in one section', () => {
    const { functions } = placesOfObject(object, 'second');
    assert.ok((functions[0]?.offset ?? 0) > 0);
    assert.equal(functions[0]?.section, 'tracepoint/a/b');
  });

  it('know the names of parameters', () => {
    const places = placesOfObject(object, 'first');
    assert.equal(places.parameter(0, 1), 'ctx');
    assert.equal(places.parameter(places.functions[1]?.start ?? -1, 1), 'x');
    assert.equal(places.parameter(0, 2), undefined);
  });

  it('are missing, with a reason, where the object has none', () => {
    const bare = placesOfObject(compile(nested, '-g0'), 'first');
    assert.equal(bare.of(0), undefined);
    assert.match(bare.problems.join(), /compile with -g/);
    assert.match(placesOfObject(object, 'nobody').problems.join(), /no program nobody/);
    assert.match(placesOfObject(new Uint8Array([1, 2, 3]), 'first').problems.join(), /no ELF/);
  });
});
