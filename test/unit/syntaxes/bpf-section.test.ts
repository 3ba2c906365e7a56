import assert from 'node:assert/strict';
import { innermost, scopeOf, tokeniserFor, type Tokenise } from './tokenise';

const prefixScope = 'keyword.other.section.bpf';
const separatorScope = 'punctuation.separator.section.bpf';
const categoryScope = 'entity.name.namespace.category.bpf';
const eventScope = 'entity.name.function.event.bpf';

for (const scopeName of ['source.c', 'source.cpp']) {
  describe(`the section grammar in ${scopeName}`, () => {
    let tokenise: Tokenise;
    before(async () => {
      tokenise = await tokeniserFor(scopeName);
    });

    const firstLine = (text: string) => tokenise(text)[0] ?? [];
    const marked = (text: string) =>
      firstLine(text).filter(({ scopes }) => scopes.some((scope) => scope.endsWith('.bpf')));

    it('gives every part of SEC("tracepoint/category/event") its scope', () => {
      assert.deepEqual(innermost(firstLine('SEC("tracepoint/sched/sched_switch")')), [
        ['SEC', 'entity.name.function.c'],
        ['(', 'punctuation.section.parens.begin.bracket.round.c'],
        ['"', 'punctuation.definition.string.begin.c'],
        ['tracepoint', prefixScope],
        ['/', separatorScope],
        ['sched', categoryScope],
        ['/', separatorScope],
        ['sched_switch', eventScope],
        ['"', 'punctuation.definition.string.end.c'],
        [')', 'punctuation.section.parens.end.bracket.round.c'],
      ]);
    });

    it('keeps the string scope that themes colour, around all of it', () => {
      const inside = firstLine('SEC("tp/sched/sched_switch")').filter(({ text }) => !/^(SEC|[()])$/.test(text));
      assert.equal(inside.length, 7);
      for (const { text, scopes } of inside) {
        assert.ok(scopes.includes('string.quoted.double.c'), `${text}: ${scopes.join(' ')}`);
      }
    });

    it('marks tp/, a leading ?, and the attribute spellings', () => {
      const cases = [
        'SEC("tp/sched/sched_switch")',
        'SEC("?tp/sched/sched_switch")',
        'SEC("?tracepoint/sched/sched_switch")',
        'SEC ( "tp/sched/sched_switch" )',
        '  SEC("tp/sched/sched_switch") int on_switch(void *ctx)',
        '__attribute__((section("tracepoint/sched/sched_switch"), used))',
        '__attribute__((__section__("tp/sched/sched_switch")))',
        '#define SWITCH SEC("tp/sched/sched_switch")',
      ];
      for (const text of cases) {
        assert.equal(scopeOf(firstLine(text), 'sched'), categoryScope, text);
        assert.equal(scopeOf(firstLine(text), 'sched_switch'), eventScope, text);
      }
      assert.equal(scopeOf(firstLine('SEC("?tp/a/b")'), '?'), 'keyword.operator.optional.bpf');
    });

    it('takes odd categories for what they are', () => {
      assert.equal(scopeOf(firstLine('SEC("tp/9p/9p_client_req")'), '9p'), categoryScope);
      assert.equal(scopeOf(firstLine('SEC("tp/xhci-hcd/xhci_dbg_quirks")'), 'xhci-hcd'), categoryScope);
    });

    it('marks what there is of a section that is being typed', () => {
      assert.equal(scopeOf(firstLine('SEC("tp'), 'tp'), prefixScope);
      assert.equal(scopeOf(firstLine('SEC("tp/'), '/'), separatorScope);
      assert.equal(scopeOf(firstLine('SEC("tp/sch'), 'sch'), categoryScope);
      assert.equal(scopeOf(firstLine('SEC("tp/sched/'), 'sched'), categoryScope);
      assert.equal(scopeOf(firstLine('SEC("tp/sched/sched_s")'), 'sched_s'), eventScope);
    });

    it('does not let a half-typed section colour the lines below', () => {
      const lines = tokenise('SEC("tracepoint/sched/sched_sw\nstatic int x = 1;\n');
      for (const { text, scopes } of lines[1] ?? []) {
        assert.ok(
          !scopes.some((scope) => scope.startsWith('string') || scope.endsWith('.bpf')),
          `${text}: ${scopes.join(' ')}`,
        );
      }
    });

    it('leaves the function after the section to the C grammar', () => {
      const plain = tokenise('int on_switch(void *ctx)\n{\n  return ctx->x;\n}\n');
      const withSection = tokenise('SEC("tp/sched/sched_switch")\nint on_switch(void *ctx)\n{\n  return ctx->x;\n}\n');
      assert.deepEqual(withSection.slice(1), plain);
    });

    it('marks nothing else', () => {
      const cases = [
        'SEC("license")',
        'SEC("tp_btf/sched_switch")',
        'SEC("raw_tp/sched_switch")',
        'SEC("kprobe/do_nanosleep")',
        'SEC("tracepoints/a/b")',
        'puts("tp/sched/sched_switch");',
        'MYSEC("tp/sched/sched_switch")',
        '// SEC("tp/sched/sched_switch")',
        '/* SEC("tp/sched/sched_switch") */',
      ];
      for (const text of cases) assert.deepEqual(marked(text), [], text);
    });
  });
}
