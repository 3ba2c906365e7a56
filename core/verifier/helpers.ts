/** What explanations need to know of the helpers (include/uapi/linux/bpf.h; kernel/bpf/verifier.c, is_acquire_function() and the like). */

/** They give the address of a map's value, or NULL. */
export const lookupHelpers: ReadonlySet<string> = new Set([
  'bpf_map_lookup_elem',
  'bpf_map_lookup_percpu_elem',
  'bpf_get_local_storage',
  'bpf_sk_storage_get',
  'bpf_task_storage_get',
  'bpf_inode_storage_get',
  'bpf_cgrp_storage_get',
]);

/** They give memory, or NULL. */
export const reserveHelpers: ReadonlySet<string> = new Set([
  'bpf_ringbuf_reserve',
  'bpf_dynptr_data',
  'bpf_per_cpu_ptr',
  'bpf_dynptr_slice',
  'bpf_dynptr_slice_rdwr',
]);

/** What gives back what a helper or kernel function has given. */
export const releases: ReadonlyMap<string, string> = new Map([
  ['bpf_ringbuf_reserve', 'bpf_ringbuf_submit or bpf_ringbuf_discard'],
  ['bpf_ringbuf_reserve_dynptr', 'bpf_ringbuf_submit_dynptr or bpf_ringbuf_discard_dynptr'],
  ['bpf_sk_lookup_tcp', 'bpf_sk_release'],
  ['bpf_sk_lookup_udp', 'bpf_sk_release'],
  ['bpf_skc_lookup_tcp', 'bpf_sk_release'],
  ['bpf_task_acquire', 'bpf_task_release'],
  ['bpf_task_from_pid', 'bpf_task_release'],
  ['bpf_cgroup_acquire', 'bpf_cgroup_release'],
  ['bpf_cgroup_from_id', 'bpf_cgroup_release'],
  ['bpf_cpumask_create', 'bpf_cpumask_release'],

  ['bpf_obj_new_impl', 'bpf_obj_drop'],
]);

export const isRelease = (name: string): boolean =>
  /^bpf_(?:ringbuf_(?:submit|discard)(?:_dynptr)?|sk_release|obj_drop_impl|\w+_release)$/.test(name);

/** Arguments of helpers that are lengths: for explanations, R2 of most, others by name. */
export const argumentWords = (register: number): string =>
  ['first', 'second', 'third', 'fourth', 'fifth'][register - 1] ?? 'an';

/** The kernel that a helper came with, for the commonest of those newer than 5.8 (from the kernel's history). */
export const helperSince: ReadonlyMap<number, readonly [name: string, kernel: string]> = new Map([
  [130, ['bpf_ringbuf_output', '5.8']],
  [131, ['bpf_ringbuf_reserve', '5.8']],
  [141, ['bpf_get_task_stack', '5.9']],
  [148, ['bpf_copy_from_user', '5.10']],
  [149, ['bpf_snprintf_btf', '5.10']],
  [153, ['bpf_per_cpu_ptr', '5.10']],
  [154, ['bpf_this_cpu_ptr', '5.10']],
  [156, ['bpf_task_storage_get', '5.11']],
  [157, ['bpf_task_storage_delete', '5.11']],
  [158, ['bpf_get_current_task_btf', '5.11']],
  [160, ['bpf_ktime_get_coarse_ns', '5.11']],
  [164, ['bpf_for_each_map_elem', '5.13']],
  [165, ['bpf_snprintf', '5.13']],
  [167, ['bpf_btf_find_by_name_kind', '5.14']],
  [169, ['bpf_timer_init', '5.15']],
  [170, ['bpf_timer_set_callback', '5.15']],
  [171, ['bpf_timer_start', '5.15']],
  [173, ['bpf_get_func_ip', '5.15']],
  [174, ['bpf_get_attach_cookie', '5.15']],
  [175, ['bpf_task_pt_regs', '5.15']],
  [176, ['bpf_get_branch_snapshot', '5.16']],
  [177, ['bpf_trace_vprintk', '5.16']],
  [180, ['bpf_find_vma', '5.17']],
  [181, ['bpf_loop', '5.17']],
  [182, ['bpf_strncmp', '5.17']],
  [183, ['bpf_get_func_arg', '5.17']],
  [191, ['bpf_copy_from_user_task', '5.18']],
  [194, ['bpf_kptr_xchg', '5.19']],
  [195, ['bpf_map_lookup_percpu_elem', '5.19']],
  [198, ['bpf_ringbuf_reserve_dynptr', '5.19']],
  [203, ['bpf_dynptr_data', '5.19']],
  [208, ['bpf_ktime_get_tai_ns', '6.1']],
  [209, ['bpf_user_ringbuf_drain', '6.1']],
  [210, ['bpf_cgrp_storage_get', '6.2']],
]);
