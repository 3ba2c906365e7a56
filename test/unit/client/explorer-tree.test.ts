import assert from 'node:assert/strict';
import {
  detailOf,
  fieldIcon,
  fieldTooltip,
  highlightsOf,
  kernelText,
  labelOf,
  spokenLabel,
  tracepointTooltip,
} from '../../../client/explorer/texts';
import { buildTree, commonNodes, fieldNodes, tracepointOf, type FieldNode } from '../../../client/explorer/tree';
import type { TracepointDescription, TracepointSummary } from '../../../core/messages';

const summary = (name: string, more: Partial<TracepointSummary> = {}): TracepointSummary => ({
  name,
  fields: 1,
  recordSize: 16,
  ...more,
});

const SUMMARIES = [
  summary('block/block_rq_complete', { fields: 7, recordSize: 48, fieldNames: ['dev', 'nr_sector'] }),
  summary('ftrace/function', { attachable: false, fieldNames: ['ip'] }),
  summary('sched/sched_stat_wait', { fieldNames: ['comm', 'pid'] }),
  summary('sched/sched_switch', { fields: 7, recordSize: 64, fieldNames: ['prev_pid', 'next_pid'] }),
];

const DESCRIPTION: TracepointDescription = {
  name: 'sched/sched_switch',
  id: 314,
  kind: 'record',
  recordSize: 64,
  commonFields: 1,
  fields: [
    { name: 'common_type', type: 'unsigned short', offset: 0, size: 2, signed: false },
    { name: 'prev_comm', type: 'char', offset: 8, size: 16, signed: false, length: 16 },
    { name: 'prev_state', type: 'long', offset: 32, size: 8, signed: true },
  ],
  printFormat: '"%s", __print_symbolic(REC->prev_state, { 0, "R" })',
};

describe('the tree of the Tracepoints view', () => {
  it('has categories in order, with all their tracepoints', () => {
    const { categories, byName, total } = buildTree(SUMMARIES);
    assert.deepEqual(
      categories.map(({ category, tracepoints }) => [category, tracepoints.map(({ event }) => event)]),
      [
        ['block', ['block_rq_complete']],
        ['ftrace', ['function']],
        ['sched', ['sched_stat_wait', 'sched_switch']],
      ],
    );
    assert.equal(byName.size, 4);
    assert.equal(total, 4);
  });

  it('filtered, has the best first, and says how many of how many', () => {
    const { categories, byName, total } = buildTree(SUMMARIES, 'switch');
    assert.deepEqual([...byName.keys()], ['sched/sched_switch']);
    assert.equal(total, 4);
    const [sched] = categories;
    assert.ok(sched);
    assert.equal(detailOf(sched), '1 of 2');
    assert.deepEqual(sched.tracepoints.map(highlightsOf), [[[6, 12]]]);
    assert.notEqual(sched.id, buildTree(SUMMARIES).categories[2]?.id);
  });

  it('says which field made a tracepoint match, and marks it among the fields', () => {
    const { byName } = buildTree(SUMMARIES, 'field:prev');
    const node = byName.get('sched/sched_switch');
    assert.ok(node);
    assert.equal(detailOf(node), '7 fields · 64 B · has prev_pid');
    assert.match(spokenLabel(node), /has prev_pid/);
    const description = {
      ...DESCRIPTION,
      fields: [{ ...DESCRIPTION.fields[0], name: 'prev_pid' } as never],
      commonFields: 0,
    };
    assert.deepEqual(fieldNodes(node, description).map(highlightsOf), [[[0, 8]]]);
  });

  it('tells of what BPF cannot attach to, in sight and in speech', () => {
    const node = buildTree(SUMMARIES).byName.get('ftrace/function');
    assert.ok(node);
    assert.equal(detailOf(node), '1 field · 16 B · not for BPF');
    assert.match(spokenLabel(node), /^function, tracepoint of ftrace, 1 field, 16 bytes, BPF cannot attach/);
  });

  it('has a tracepoint’s own fields, then the common ones in a node', () => {
    const node = buildTree(SUMMARIES).byName.get('sched/sched_switch') ?? assert.fail();
    const nodes = fieldNodes(node, DESCRIPTION);
    assert.deepEqual(nodes.map(labelOf), ['prev_comm', 'prev_state', 'Common fields']);
    assert.deepEqual(nodes.map(detailOf), ['char[16]  @8:16', 'long  @32:8', '1, not for BPF']);
    const common = nodes.at(-1);
    assert.ok(common?.kind === 'common');
    assert.deepEqual(commonNodes(common).map(labelOf), ['common_type']);
    assert.ok([...nodes, ...commonNodes(common)].every((each) => tracepointOf(each) === node));
    assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
  });

  it('has the icon of what is read', () => {
    const field = { name: 'x', offset: 0, size: 4, signed: false };
    const icons = [
      [{ type: 'pid_t' }, 'symbol-numeric'],
      [{ type: 'bool' }, 'symbol-boolean'],
      [{ type: 'char', length: 16 }, 'symbol-string'],
      [{ type: 'char', location: 'data_loc' }, 'symbol-string'],
      [{ type: 'const char *' }, 'symbol-string'],
      [{ type: 'struct page *' }, 'references'],
      [{ type: 'u8', length: 6 }, 'symbol-array'],
      [{ type: 'u8', location: 'rel_loc' }, 'symbol-array'],
    ] as const;
    for (const [of, icon] of icons) assert.equal(fieldIcon({ ...field, ...of }), icon, JSON.stringify(of));
  });

  it('has tooltips with the record, the print format, and the values that it names', () => {
    const text = tracepointTooltip(DESCRIPTION, 'box');
    assert.match(text, /\*\*`sched\/sched_switch`\*\* on `box`/);
    assert.match(text, /id 314 · 2 fields · 64 bytes/);
    assert.match(text, /\| 8 \| 16 \| `char\[16\]` \| `prev_comm` \|/);
    assert.doesNotMatch(text, /common_type/);
    const node = buildTree(SUMMARIES).byName.get('sched/sched_switch') ?? assert.fail();
    const state = fieldNodes(node, DESCRIPTION)[1] as FieldNode;
    assert.match(fieldTooltip(state, 'box'), /offset \*\*32\*\*, size \*\*8\*\*, signed[^]*\| `0` \| `R` \|/);
  });

  it('lets nothing that a kernel or a target says become Markdown', () => {
    const hostile = '`](command:x) <img src=x>\n# head';
    const text = tracepointTooltip({ ...DESCRIPTION, printFormat: '```\n[x](command:y)' }, hostile);
    assert.doesNotMatch(text, /^# head/m);
    assert.match(text, /````c\n```\n\[x\]\(command:y\)\n````/);
  });

  it('says whose tracepoints they are', () => {
    const status = { name: 'box', source: 'target', tracepoints: 1672, problems: [] } as const;
    assert.equal(kernelText(status), 'box · 1,672');
    assert.equal(kernelText({ ...status, source: 'shipped' }), 'box, shipped · 1,672');
  });
});
