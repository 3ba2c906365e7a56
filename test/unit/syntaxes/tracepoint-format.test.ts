import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { brotliDecompressSync } from 'node:zlib';
import { innermost, scopeOf, tokeniserFor, type Token, type Tokenise } from './tokenise';

/** The innermost scopes without the grammar's own suffix. */
const short = (tokens: readonly Token[]) =>
  innermost(tokens).map(([text, scope]) => [text, scope.replace(/\.tracepoint-format$/, '')]);

describe('the grammar of format files', () => {
  let tokenise: Tokenise;
  before(async () => {
    tokenise = await tokeniserFor('source.tracepoint-format');
  });

  const line = (text: string) => tokenise(text)[0] ?? [];

  it('marks the header', () => {
    const lines = tokenise('name: sched_switch\nID: 316\nformat:');
    assert.deepEqual(lines.flatMap(short), [
      ['name', 'keyword.other.name'],
      [':', 'punctuation.separator.key-value'],
      ['sched_switch', 'entity.name.function.event'],
      ['ID', 'keyword.other.id'],
      [':', 'punctuation.separator.key-value'],
      ['316', 'constant.numeric.decimal'],
      ['format', 'keyword.other.format'],
      [':', 'punctuation.separator.key-value'],
    ]);
  });

  it('marks every part of a field line', () => {
    assert.deepEqual(short(line('\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;')), [
      ['field', 'punctuation.definition.label'],
      [':', 'punctuation.separator.key-value'],
      ['unsigned', 'storage.type.built-in'],
      ['short', 'storage.type.built-in'],
      ['common_type', 'variable.other.member.common'],
      [';', 'punctuation.terminator'],
      ['offset', 'punctuation.definition.label'],
      [':', 'punctuation.separator.key-value'],
      ['0', 'constant.numeric.decimal'],
      [';', 'punctuation.terminator'],
      ['size', 'punctuation.definition.label'],
      [':', 'punctuation.separator.key-value'],
      ['2', 'constant.numeric.decimal'],
      [';', 'punctuation.terminator'],
      ['signed', 'punctuation.definition.label'],
      [':', 'punctuation.separator.key-value'],
      ['0', 'constant.numeric.decimal'],
      [';', 'punctuation.terminator'],
    ]);
  });

  it('tells name, type and dimension apart in every spelling', () => {
    const rest = ';\toffset:8;\tsize:4;\tsigned:0;';
    const cases: [string, string, string][] = [
      ['char prev_comm[16]', 'prev_comm', 'char'],
      ['char comm[TASK_COMM_LEN]', 'comm', 'char'],
      ['__data_loc char[] filename', 'filename', '__data_loc'],
      ['__rel_loc char name[]', 'name', '__rel_loc'],
      ['__data_loc cpumask_t cpumask', 'cpumask', 'cpumask_t'],
      ['const char * filename', 'filename', 'const'],
      ['const struct robust_list_head * * head_ptr', 'head_ptr', 'robust_list_head'],
      ['unsigned long[6] args', 'args', 'long'],
      ['unsigned long args[6]', 'args', 'long'],
      ['pid_t new', 'new', 'pid_t'],
      ['u64 size', 'size', 'u64'],
    ];
    const typeScopes = /^(storage\.(type|modifier)|support\.type)/;
    for (const [text, name, type] of cases) {
      const tokens = line(`\tfield:${text}${rest}`);
      assert.equal(scopeOf(tokens, name), 'variable.other.member.tracepoint-format', text);
      assert.match(scopeOf(tokens, type) ?? '', typeScopes, text);
    }
    assert.equal(scopeOf(line('\tfield:char prev_comm[16];'), '16'), 'constant.numeric.decimal.tracepoint-format');
    assert.equal(
      scopeOf(line('\tfield:char c[TASK_COMM_LEN];'), 'TASK_COMM_LEN'),
      'constant.other.dimension.tracepoint-format',
    );
  });

  it('marks the print format: string, placeholders, record members, helpers, numbers', () => {
    const text = String.raw`print fmt: "comm=%s prev_state=%s%s at %-16.16p\n", REC->prev_comm, __print_flags(REC->prev_state & 0xff, "|", { 0x0001UL, "S" })`;
    assert.deepEqual(
      short(line(text)).filter(([, scope]) => !/^(punctuation|meta|keyword\.operator)/.test(scope ?? '')),
      [
        ['print fmt', 'keyword.other.print-format'],
        ['comm=', 'string.quoted.double'],
        ['%s', 'constant.other.placeholder'],
        ['prev_state=', 'string.quoted.double'],
        ['%s', 'constant.other.placeholder'],
        ['%s', 'constant.other.placeholder'],
        ['at', 'string.quoted.double'],
        ['%-16.16p', 'constant.other.placeholder'],
        ['\\n', 'constant.character.escape'],
        ['REC', 'variable.language.record'],
        ['prev_comm', 'variable.other.member'],
        ['__print_flags', 'support.function'],
        ['REC', 'variable.language.record'],
        ['prev_state', 'variable.other.member'],
        ['0xff', 'constant.numeric'],
        ['|', 'string.quoted.double'],
        ['0x0001UL', 'constant.numeric'],
        ['S', 'string.quoted.double'],
      ],
    );
  });

  it('follows a print format over several lines, and stops at the next file of a capture', () => {
    const lines = tokenise(
      [
        'print fmt: "%s", __print_symbolic(REC->reason,',
        '\t{ 1, "ONE" })',
        '',
        '==> sched/sched_wakeup/format <==',
        'name: sched_wakeup',
      ].join('\n'),
    );
    assert.equal(scopeOf(lines[1] ?? [], 'ONE'), 'string.quoted.double.tracepoint-format');
    assert.equal(scopeOf(lines[3] ?? [], 'sched'), 'entity.name.namespace.category.tracepoint-format');
    assert.equal(scopeOf(lines[3] ?? [], 'sched_wakeup'), 'entity.name.function.event.tracepoint-format');
    assert.equal(scopeOf(lines[4] ?? [], 'sched_wakeup'), 'entity.name.function.event.tracepoint-format');
  });

  it('starts anew after a line that was cut off', () => {
    const lines = tokenise('\tfield:unsigned sho\n\tfield:int pid;\toffset:8;\tsize:4;\tsigned:1;');
    assert.equal(scopeOf(lines[1] ?? [], 'pid'), 'variable.other.member.tracepoint-format');
    const cut = tokenise('print fmt: "cut %d\n==> sched/sched_wakeup/format <==\nname: sched_wakeup');
    assert.equal(scopeOf(cut[1] ?? [], 'sched_wakeup'), 'entity.name.function.event.tracepoint-format');
    assert.equal(scopeOf(cut[2] ?? [], 'sched_wakeup'), 'entity.name.function.event.tracepoint-format');
  });

  it('knows strings that hold line breaks, as ext4/ext4_fc_stats has them', () => {
    const lines = tokenise(
      'print fmt: "dev %d,%d fc ineligible reasons:\n%s:%u, %s", __print_symbolic(0, { 0, "XATTR"})',
    );
    assert.equal(scopeOf(lines[1] ?? [], '%u'), 'constant.other.placeholder.tracepoint-format');
    assert.equal(scopeOf(lines[1] ?? [], '__print_symbolic'), 'support.function.tracepoint-format');
    assert.equal(scopeOf(lines[1] ?? [], 'XATTR'), 'string.quoted.double.tracepoint-format');
  });

  it('finds one member in every field of a whole kernel, and leaves no word of it unmarked', async () => {
    const text = brotliDecompressSync(await readFile('kernels/debian13-6.12.br')).toString('utf8');
    const lines = text.split('\n');
    const unmarked: string[] = [];
    const wrongMembers: string[] = [];
    tokenise(text).forEach((tokens, number) => {
      const source = lines[number] ?? '';
      const members = tokens.filter(({ scopes }) => scopes.at(-1)?.startsWith('variable.other.member'));
      if (source.startsWith('\tfield:') && members.length !== 1) wrongMembers.push(source);
      if (tokens.some((token) => /\w/.test(token.text) && isUnmarked(token))) unmarked.push(source);
    });
    assert.deepEqual(wrongMembers, []);
    assert.deepEqual(unmarked, []);
  }).timeout(20_000);
});

/** Whether a token has no scope but that of its line. The `/format` of a capture's header needs none. */
const isUnmarked = ({ text, scopes }: Token): boolean =>
  text !== '/format ' && (scopes.length === 0 || scopes.at(-1)?.startsWith('meta.') === true);
