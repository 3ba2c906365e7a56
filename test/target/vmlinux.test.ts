import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLoaders } from '../../machine/shipped-loaders';
import { PasswordStore } from '../../machine/passwords';
import type { MachineIo } from '../../machine/privileged';
import { takeVmlinux } from '../../machine/vmlinux';
import { bpfObjects, leftovers, sshConfigFile } from './bed';

/** Written against vmlinux.h as they are in the wild: CO-RE, the record's struct, a map, a syscall. */
const program = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

SEC("tp/sched/sched_switch")
int on_switch(struct trace_event_raw_sched_switch *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u32 pid = ctx->next_pid;
	u64 *count = bpf_map_lookup_elem(&counts, &pid);

	if (count)
		__sync_fetch_and_add(count, BPF_CORE_READ(task, tgid));
	return 0;
}

SEC("tp/syscalls/sys_enter_openat")
int on_open(struct trace_event_raw_sys_enter *ctx)
{
	bpf_printk("%d", (int)ctx->args[0]);
	return 0;
}
`;

describe('vmlinux.h of a real machine', function () {
  this.timeout(180_000);
  let folder: string;
  const target = { kind: 'ssh', name: 'vm-wheel', host: 'vm-wheel' } as const;
  const io = (signal?: AbortSignal): MachineIo => ({
    ssh: { configFile: sshConfigFile },
    passwords: new PasswordStore(),
    askPassword: () => Promise.resolve(undefined),
    ...(signal && { signal }),
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vmlinux-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('lets programs compile with nothing but clang and the headers that ship', async () => {
    const baseline = await bpfObjects();
    const seen: number[] = [];
    const taken = await takeVmlinux({ target, loader: await readLoaders('.'), io: io() }, (length) =>
      seen.push(length),
    );
    assert.ok(taken.ok, JSON.stringify(taken));
    const { text, kernel } = taken.value;
    assert.match(kernel, /^\d+\.\d+/);
    assert.equal(seen.at(-1), text.length);
    assert.match(text, /^#ifndef __VMLINUX_H__\n/);
    assert.match(text, /struct trace_event_raw_sched_switch \{/);
    assert.deepEqual(await leftovers(baseline), []);

    await writeFile(join(folder, 'vmlinux.h'), text);
    await writeFile(join(folder, 'wild.bpf.c'), program);
    for (const name of await readdir('examples')) {
      if (!name.endsWith('.bpf.c')) continue;
      const source = await readFile(join('examples', name), 'utf8');
      const replaced = source.replace(/^#include <linux\/.*>\n/gm, '');
      assert.notEqual(replaced, source, name);
      // Structs that the kernel has by this name too: one's own is renamed, what CO-RE relocates is vmlinux.h's here.
      const own = replaced
        .replaceAll('struct syscall_trace_enter', 'struct by_hand')
        .replaceAll(/^struct \w+ \{[^}]*\} __attribute__\(\(preserve_access_index\)\);\n/gm, '');
      await writeFile(join(folder, name), `#include "vmlinux.h"\n${own}`);
    }
    const own = join(execFileSync('clang', ['-print-resource-dir'], { encoding: 'utf8' }).trim(), 'include');
    const headers = ['-nostdinc', '-isystem', own, '-isystem', 'dist/headers/libbpf'];
    const flags = ['-g', '-O2', '-target', 'bpf', '-D__TARGET_ARCH_x86', '-Wall', '-Werror'];
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.bpf.c'))) {
      execFileSync('clang', [...flags, ...headers, '-c', join(folder, name), '-o', '/dev/null']);
    }
  });

  it('is given up on request, and nothing is left there', async () => {
    const baseline = await bpfObjects();
    const abort = new AbortController();
    const taken = await takeVmlinux({ target, loader: await readLoaders('.'), io: io(abort.signal) }, () =>
      abort.abort(),
    );
    assert.ok(!taken.ok);
    assert.equal(taken.error.code, 'cancelled');
    assert.deepEqual(await leftovers(baseline), []);
  });
});
