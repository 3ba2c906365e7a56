import assert from 'node:assert/strict';
import { innermost, tokeniserFor, type Tokenise } from './tokenise';

/** The innermost scopes without the grammar's own suffix. */
const short = (tokens: Parameters<typeof innermost>[0]) =>
  innermost(tokens).map(([text, scope]) => [text, scope.replace(/\.bpf-verifier-log$/, '')]);

describe('the grammar of verifier logs', () => {
  let tokenise: Tokenise;
  before(async () => {
    tokenise = await tokeniserFor('source.bpf-verifier-log');
  });
  const line = (text: string) => short(tokenise(text)[0] ?? []);
  const scopes = (text: string): string[] => line(text).map(([, scope = '']) => scope);

  it('marks registers, types and numbers of an instruction, and the state behind it', () => {
    assert.deepEqual(line('0: (61) r1 = *(u32 *)(r1 +24)         ; R1_w=scalar(umax=4294967295) R10=fp0'), [
      ['0', 'constant.numeric.line-number.instruction'],
      [':', 'punctuation.separator.instruction'],
      ['(61)', 'comment.block.opcode'],
      ['r1', 'variable.language.register'],
      ['=', 'keyword.operator'],
      ['*', 'keyword.operator'],
      ['(', 'meta.instruction'],
      ['u32', 'storage.type'],
      ['*', 'keyword.operator'],
      [')(', 'meta.instruction'],
      ['r1', 'variable.language.register'],
      ['+24', 'constant.numeric'],
      [')', 'meta.instruction'],
      [';', 'punctuation.separator.state'],
      ['R1', 'variable.language.register'],
      ['_', 'punctuation.separator.access'],
      ['w', 'storage.modifier.access'],
      ['=', 'keyword.operator.assignment'],
      ['scalar', 'storage.type.register'],
      ['(', 'meta.state'],
      ['umax', 'variable.other.property'],
      ['=', 'keyword.operator.assignment'],
      ['4294967295', 'constant.numeric'],
      [')', 'meta.state'],
      ['R10', 'variable.language.register'],
      ['=', 'keyword.operator.assignment'],
      ['fp0', 'storage.type.register'],
    ]);
  });

  it('knows calls, jumps and states by themselves', () => {
    assert.deepEqual(line('6: (85) call bpf_map_lookup_elem#1').slice(3), [
      ['call', 'keyword.control.call'],
      ['bpf_map_lookup_elem', 'entity.name.function.helper'],
      ['#1', 'constant.numeric.helper'],
    ]);
    assert.ok(scopes('9: (15) if r0 == 0x0 goto pc+6').includes('keyword.control'));
    assert.equal(scopes('from 5 to 7: R0=map_value(id=0)')[0], 'keyword.control.flow');
    assert.ok(scopes(' R0_w=map_value_or_null(id=1,off=0) R10=fp0').includes('storage.type.register'));
    assert.ok(scopes('0: R1=ctx(off=0,imm=0) R10=fp0').includes('storage.type.register'));
    assert.ok(scopes(' frame1: R1_w=inv1 R10=fp0').includes('entity.name.section.frame'));
  });

  it('reads source lines as C, with or without a place', () => {
    // What it opens ends with the line.
    const after = tokenise('; if (bpf_map_lookup_elem(&entries, "\n0: (bf) r6 = r1')[1] ?? [];
    assert.equal(short(after)[3]?.[1], 'variable.language.register');
    const old = tokenise('; if (!entry)')[0] ?? [];
    assert.ok(old.some(({ text, scopes: all }) => text === 'if' && all.at(-1)?.startsWith('keyword.control')));
    assert.deepEqual(line('; return 0; @ a.bpf.c:23').slice(-2), [
      ['@', 'punctuation.separator.place'],
      ['a.bpf.c:23', 'comment.line.place'],
    ]);
  });

  it('marks what refuses, and nothing else, as an error', () => {
    const refusing = [
      "R0 invalid mem access 'map_value_or_null'",
      'invalid bpf_context access off=4 size=4',
      'Unreleased reference id=2 alloc_insn=3',
      'R2 !read_ok',
      'cannot call GPL-restricted function from non-GPL compatible program',
    ];
    for (const text of refusing) assert.deepEqual(scopes(text), ['invalid.error'], text);
    const quiet = [
      'Unrecognized arg#0 type PTR',
      'reg type unsupported for arg#0 function on_switch#29',
      'last_idx 4 first_idx 0',
      'regs=4 stack=0 before 3: (bf) r2 = r10',
      'processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0',
      '# box refused on_switch',
      '',
    ];
    for (const text of quiet) assert.ok(!scopes(text).some((scope) => scope.startsWith('invalid')), text);
  });

  it('knows the report of the newest kernels', () => {
    const report = [
      'Verification failed: Register Type Safety: Invalid dereference',
      'Reason:',
      '  R0 may be NULL',
      'At:',
      '  on_switch @ null-check.bpf.c:23:9',
      '  Source context:',
      '  >>> 23 |         entry->count++;',
      '  Instruction context:',
      '       7 | (79) r1 = *(u64 *)(r0 +0)',
      'processed 7 insns (limit 1000000)',
    ];
    const lines = tokenise(report.join('\n')).map(short);
    assert.equal(lines[0]?.[0]?.[1], 'invalid.error.heading');
    assert.equal(lines[1]?.[0]?.[1], 'markup.heading entity.name.section'.split(' ').at(-1));
    assert.deepEqual(lines[2], [['R0 may be NULL', 'meta.report']]);
    assert.deepEqual(lines[6]?.slice(0, 2), [
      ['>>>', 'invalid.error.mark'],
      ['23', 'constant.numeric.line-number'],
    ]);
    assert.equal(lines[9]?.[0]?.[1], 'comment.line.summary');
  });
});
