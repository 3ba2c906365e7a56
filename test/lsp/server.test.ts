import assert from 'node:assert/strict';
import type { CompletionItem } from 'vscode-languageserver-protocol';
import { Editor } from './support';

const PROGRAM = (context: string, body: string, section = 'tracepoint/sched/sched_switch'): string =>
  `#include <linux/bpf.h>\n${context}\nSEC("${section}")\nint on_event(CTX *ctx)\n{\n\t${body}\n}\n`;
const typed = (type: string, body: string, section?: string): string => PROGRAM('', body, section).replace('CTX', type);
const labels = (items: readonly CompletionItem[]): string[] => items.map(({ label }) => label);

describe('server on Debian 12’s kernel', () => {
  let editor: Editor;
  before(async () => {
    editor = await Editor.start({ activeTarget: 'debian12-6.1' });
  });
  after(() => editor.stop());

  it('says which kernel answers', () => {
    const status = editor.statuses.at(-1);
    assert.equal(status?.name, 'debian12-6.1');
    assert.equal(status.source, 'shipped');
    assert.ok(status.tracepoints > 1400);
    assert.deepEqual(status.problems, []);
  });

  describe('completion in a section', () => {
    it('offers both prefixes first', async () => {
      assert.deepEqual(labels(await editor.complete('SEC("|")')), ['tracepoint/', 'tp/']);
    });

    it('offers categories, whole, and replaces the whole string', async () => {
      const items = await editor.complete('SEC("tp/sch|")');
      const sched = items.find(({ label }) => label === 'sched/');
      assert.deepEqual(sched?.textEdit, {
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: 11 } },
        newText: 'tp/sched/',
      });
      assert.equal(labels(items)[0], 'sched/');
    });

    it('offers a category’s events, best match first, and nothing that BPF cannot attach to', async () => {
      const items = await editor.complete('SEC("tracepoint/sched/sched_swi|');
      assert.equal(items[0]?.label, 'sched/sched_switch');
      assert.ok(labels(items).every((label) => label.startsWith('sched/')));
      assert.deepEqual(await editor.complete('SEC("tracepoint/ftrace/|'), []);
    });

    it('finds an event without its category, and in perf’s spelling', async () => {
      assert.ok(labels(await editor.complete('SEC("tp/openat|")')).includes('syscalls/sys_enter_openat'));
      const [colon] = await editor.complete('SEC("tp/sched:sched_switch|")');
      assert.equal(colon?.label, 'sched/sched_switch');
      assert.equal(colon.filterText, 'tp/sched:sched_switch');
      assert.equal(labels(await editor.complete('SEC("sched_switch|")'))[0], 'sched/sched_switch');
    });

    it('has nothing to say in sections that are no tracepoint’s', async () => {
      assert.deepEqual(await editor.complete('int x __attribute__((section("in|")));'), []);
      assert.deepEqual(await editor.complete('char l[] SEC("license|") = "GPL";'), []);
    });

    it('documents the chosen event with its record', async () => {
      const [item] = await editor.complete('SEC("tp/sched/sched_switch|")');
      const value = await editor.documentation(item);
      assert.match(value, /\| 24 \| 4 \| `pid_t` \| `prev_pid` \|/);
      assert.match(value, /prev_comm=%s/);
    });
  });

  describe('completion of fields', () => {
    const record = ['prev_comm', 'prev_pid', 'prev_prio', 'prev_state', 'next_comm', 'next_pid', 'next_prio'];

    it('has the record’s fields in record order, with type and place', async () => {
      const items = await editor.complete(typed('struct trace_event_raw_sched_switch', 'return ctx->|;'));
      assert.deepEqual(labels(items), record);
      assert.equal(items[0]?.detail, 'char[16]');
      assert.equal(items[1]?.labelDetails?.description, 'pid_t @24:4');
      assert.deepEqual(
        [...items].sort((a, b) => (a.sortText ?? '').localeCompare(b.sortText ?? '')),
        items,
      );
    });

    for (const [what, source] of [
      ['an undeclared type', typed('struct my_own', 'if (ctx->|')],
      ['void', typed('void', 'bpf_printk("%d", ctx->prev|')],
      ['another parameter name', typed('struct x', 'args->|').replace('*ctx', '*args')],
      ['the rest of the file missing', 'SEC("tp/sched/sched_switch")\nint f(struct x *ctx) {\n\tint p = ctx->|'],
    ] as const) {
      it(`works with ${what}`, async () => {
        assert.deepEqual(labels(await editor.complete(source)), record);
      });
    }

    it('offers the elements of an author’s args, and marks what the struct lacks', async () => {
      const context = 'struct my {\n\tlong long pad;\n\tlong nr;\n\tunsigned long args[3];\n};';
      const source = PROGRAM(context, 'ctx->|', 'tp/syscalls/sys_enter_openat').replace('CTX', 'struct my');
      const items = await editor.complete(source);
      assert.deepEqual(labels(items), ['nr', 'args[0]', 'args[1]', 'args[2]', 'mode']);
      assert.equal(items[2]?.labelDetails?.description, 'const char * @24:8');
      assert.match(items[4]?.labelDetails?.detail ?? '', /not in the struct/);
    });

    it('keeps the author’s names of a hand-written struct, and adds what it lacks', async () => {
      const context = 'struct my {\n\tunsigned long long pad;\n\tchar old_comm[16];\n\tint prev_pid;\n};';
      const items = await editor.complete(PROGRAM(context, 'ctx->|').replace('CTX', 'struct my'));
      assert.deepEqual(labels(items), ['old_comm', ...record.slice(1)]);
    });

    it('names a syscall’s arguments as the kernel’s struct has them', async () => {
      const section = 'tracepoint/syscalls/sys_enter_openat';
      const items = await editor.complete(typed('struct syscall_trace_enter', 'ctx->|', section));
      assert.deepEqual(labels(items), ['nr', 'args[0]', 'args[1]', 'args[2]', 'args[3]']);
      assert.equal(items[2]?.detail, 'const char * filename');
      assert.equal(items[2].labelDetails?.description, 'const char * @24:8');
      assert.match(
        await editor.documentation(items[2]),
        /bpf_probe_read_user_str\(buf, sizeof\(buf\), \(void \*\)ctx->args\[1\]\)/,
      );
      const raw = await editor.complete(typed('struct trace_event_raw_sys_enter', 'ctx->|', section));
      assert.deepEqual(labels(raw), ['id', 'args[0]', 'args[1]', 'args[2]', 'args[3]']);
      const exit = await editor.complete(
        typed('struct trace_event_raw_sys_exit', 'ctx->|', 'tp/syscalls/sys_exit_openat'),
      );
      assert.deepEqual(labels(exit), ['id', 'ret']);
    });

    it('completes the index of args', async () => {
      const items = await editor.complete(
        typed('struct syscall_trace_enter', 'ctx->args[|', 'tp/syscalls/sys_enter_openat'),
      );
      assert.deepEqual(
        items.map(({ textEdit }) => textEdit?.newText),
        ['0', '1', '2', '3'],
      );
    });

    it('spells a dynamic field as vmlinux.h does and says how to read it', async () => {
      const items = await editor.complete(
        typed('struct trace_event_raw_sched_process_exec', 'ctx->|', 'tp/sched/sched_process_exec'),
      );
      assert.equal(items[0]?.label, '__data_loc_filename');
      assert.match(await editor.documentation(items[0]), /0xffff/);
    });

    it('stays silent elsewhere', async () => {
      assert.deepEqual(await editor.complete('struct s *p;\nint f(struct s *ctx) { return ctx->|; }'), []);
      assert.deepEqual(await editor.complete(typed('void', 'return p->|;')), []);
      assert.deepEqual(await editor.complete(typed('void', '/* ctx->| */')), []);
    });
  });

  describe('hover', () => {
    it('shows a section’s record, print format and target', async () => {
      const value = await editor.hover('SEC("tracepoint/sched/sched_sw|itch")\nint f(void *ctx) { return 0; }');
      assert.match(value ?? '', /`sched\/sched_switch`\*\* on `debian12-6.1`/);
      assert.match(value ?? '', /\| 56 \| 4 \| `pid_t` \| `next_pid` \|/);
      assert.match(value ?? '', /prev_comm=%s prev_pid=%d/);
    });

    it('names what is near an event that does not exist', async () => {
      const value = await editor.hover('SEC("tracepoint/sched/sched_swi|ch")\nint f(void *ctx) { return 0; }');
      assert.match(value ?? '', /no tracepoint `sched\/sched_swich`.*Nearest: `sched\/sched_switch`/);
    });

    it('is silent on other sections of such a file, and says that a bare tp never attaches', async () => {
      const program = typed('void', 'return 0;');
      assert.equal(await editor.hover(`${program}char l[] SEC("lic|ense") = "GPL";`), undefined);
      const bare = await editor.hover(`${program}SEC("t|p")\nint g(void *ctx) { return 0; }`);
      assert.match(bare ?? '', /loads but never attaches/);
    });

    it('shows a field’s type, place and sign', async () => {
      const value = await editor.hover(typed('struct trace_event_raw_sched_switch', 'return ctx->next_p|id;'));
      assert.match(value ?? '', /pid_t next_pid/);
      assert.match(value ?? '', /offset \*\*56\*\*, size \*\*4\*\*, signed/);
    });

    it('says of a common field that BPF cannot read it', async () => {
      const context = 'struct my {\n\tunsigned short common_type;\n\tunsigned char flags;\n};';
      const source = PROGRAM(context, 'return ctx->common|_type;').replace('CTX', 'struct my');
      assert.match((await editor.hover(source)) ?? '', /`common_type` is a common field of .*BPF cannot read it/);
    });

    it('shows the record on the context type', async () => {
      const value = await editor.hover(typed('struct trace_event_raw_sched|_switch', 'return 0;'));
      assert.match(value ?? '', /\| 24 \| 4 \| `pid_t` \| `prev_pid` \|/);
    });
  });

  describe('inlay hints', () => {
    it('stand behind each read and each struct member', async () => {
      const source = [
        'struct my {',
        '\tunsigned long long pad;',
        '\tchar prev_comm[16];',
        '\tint prev_pid;',
        '};',
        'SEC("tp/sched/sched_switch")',
        'int f(struct my *ctx)',
        '{',
        '\treturn ctx->prev_pid;',
        '}',
      ].join('\n');
      assert.deepEqual(await editor.hints(source), ['1 @0:8', '2 @8:16', '3 @24:4', '8 @24:4']);
    });

    it('say both places where the struct puts a member elsewhere', async () => {
      const source =
        'struct my {\n\tlong long pad;\n\tint prev_pid;\n};\nSEC("tp/sched/sched_switch")\nint f(struct my *ctx) { return 0; }';
      assert.deepEqual(await editor.hints(source), ['1 @0:8', '2 @8:4 (record: @24:4)']);
    });

    it('are those of the author’s struct where it is another event’s, and say where the field is', async () => {
      const source = typed(
        'struct trace_event_raw_sched_process_exec',
        'return ctx->pid;',
        'tp/sched/sched_process_exit',
      );
      assert.deepEqual(await editor.hints(source), ['5 @12:4 (record: @24:4)']);
      const template = typed(
        'struct trace_event_raw_sched_process_template',
        'return ctx->pid;',
        'tp/sched/sched_process_exit',
      );
      assert.deepEqual(await editor.hints(template), ['5 @24:4']);
    });

    it('end with the array', async () => {
      const read = (index: number): string =>
        typed('struct trace_event_raw_sys_enter', `return ctx->args[${index}];`, 'tp/raw_syscalls/sys_enter');
      assert.deepEqual(await editor.hints(read(2)), ['5 @32:8']);
      assert.deepEqual(await editor.hints(read(7)), []);
      assert.match(
        (await editor.hover(read(2).replace('args[2]', 'ar|gs[2]'))) ?? '',
        /offset \*\*32\*\*, size \*\*8\*\*/,
      );
    });

    it('know that id is a long over a number of 4 bytes', async () => {
      const source = typed('struct trace_event_raw_sys_enter', 'return ctx->id;', 'tp/syscalls/sys_enter_openat');
      assert.deepEqual(await editor.hints(source), ['5 @8:8']);
    });

    it('know the arguments of a syscall', async () => {
      const source = typed('struct syscall_trace_enter', 'return ctx->args[1] != 0;', 'tp/syscalls/sys_enter_openat');
      assert.deepEqual(await editor.hints(source), ['5 @24:8']);
    });
  });

  describe('commands', () => {
    it('list tracepoints by a glob', async () => {
      const list = await editor.execute<{ name: string; fields: number; recordSize: number }[]>(
        'bpfTracepoints.listTracepoints',
        { pattern: 'sched:sched_sw*' },
      );
      assert.deepEqual(list, [
        { name: 'sched/sched_swap_numa', fields: 10, recordSize: 48 },
        { name: 'sched/sched_switch', fields: 7, recordSize: 64 },
      ]);
    });

    it('describe one, common fields first', async () => {
      const answer = await editor.execute<{ id: number; recordSize: number; fields: { name: string }[] }>(
        'bpfTracepoints.describeTracepoint',
        { name: 'sched:sched_switch' },
      );
      assert.equal(answer.recordSize, 64);
      assert.ok(answer.id > 0);
      assert.equal(answer.fields[0]?.name, 'common_type');
      assert.deepEqual(answer.fields[5], { name: 'prev_pid', type: 'pid_t', offset: 24, size: 4, signed: true });
    });

    it('list the names of fields where they are asked for, and what BPF cannot attach to', async () => {
      const argument = { pattern: 'ftrace:function', fieldNames: true };
      const [only] = await editor.execute<object[]>('bpfTracepoints.listTracepoints', argument);
      assert.deepEqual(only, {
        name: 'ftrace/function',
        fields: 2,
        recordSize: 24,
        attachable: false,
        fieldNames: ['ip', 'parent_ip'],
      });
    });

    it('tell common fields and syscalls apart', async () => {
      const argument = { name: 'syscalls/sys_enter_openat' };
      const answer = await editor.execute<{ kind: string; commonFields: number; attachable?: boolean }>(
        'bpfTracepoints.describeTracepoint',
        argument,
      );
      assert.deepEqual([answer.kind, answer.commonFields, answer.attachable], ['syscall-enter', 4, undefined]);
    });

    it('generate a program for a file that has its includes', async () => {
      const argument = { name: 'sched/sched_switch', structName: 'mine', functionName: 'seen' };
      const { text } = await editor.execute<{ text: string }>('bpfTracepoints.generateHandler', argument);
      assert.match(text, /int seen\(struct mine \*ctx\)/);
      assert.doesNotMatch(text, /#include|LICENSE/);
    });

    it('generate a struct and a program', async () => {
      const struct = await editor.execute<{ structName: string; text: string }>('bpfTracepoints.generateStruct', {
        name: 'sched/sched_switch',
        structName: 'mine',
      });
      assert.equal(struct.structName, 'mine');
      assert.match(struct.text, /_Static_assert\(__builtin_offsetof\(struct mine, next_pid\) == 56/);
      const program = await editor.execute<{ text: string }>('bpfTracepoints.generateProgram', {
        name: 'sched/sched_switch',
        target: 'debian13-6.12',
      });
      assert.match(program.text, /SEC\("tracepoint\/sched\/sched_switch"\)/);
    });

    for (const [argument, message] of [
      [{ name: 'sched/sched_swich' }, /no tracepoint “sched\/sched_swich” on debian12-6.1.*sched\/sched_switch/],
      [{ name: 'sched/sched_switch', target: 'nowhere' }, /no target named “nowhere”.*debian12-6.1/],
      [{}, /“name” is missing/],
      [{ name: 'sched/sched_switch', structName: 'not a name' }, /not a name/],
    ] as const) {
      it(`answer ${JSON.stringify(argument)} with InvalidParams and a sentence`, async () => {
        await assert.rejects(
          editor.execute('bpfTracepoints.generateStruct', argument),
          (error: { code: number; message: string }) => error.code === -32602 && message.test(error.message),
        );
      });
    }
  });
});
