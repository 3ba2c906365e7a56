/** The few structs of Debian 12's vmlinux.h (6.1) that these tests read, as `bpftool btf dump file /sys/kernel/btf/vmlinux format c` has them. */
export const vmlinux = `#ifndef __VMLINUX_H__
#define __VMLINUX_H__
#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
typedef signed char __s8; typedef unsigned char __u8; typedef short __s16; typedef unsigned short __u16;
typedef int __s32; typedef unsigned int __u32; typedef long long __s64; typedef unsigned long long __u64;
typedef __u8 u8; typedef __u16 u16; typedef __u32 u32; typedef __u64 u64; typedef int pid_t; typedef __u16 __be16;
typedef __u32 __be32; typedef __u32 __wsum; typedef _Bool bool;
enum bpf_map_type { BPF_MAP_TYPE_ARRAY = 2 };
struct trace_entry { unsigned short type; unsigned char flags; unsigned char preempt_count; int pid; };
struct trace_event_raw_sched_switch {
	struct trace_entry ent; char prev_comm[16]; pid_t prev_pid; int prev_prio; long prev_state;
	char next_comm[16]; pid_t next_pid; int next_prio; char __data[0];
};
struct trace_event_raw_sched_process_exec {
	struct trace_entry ent; u32 __data_loc_filename; pid_t pid; pid_t old_pid; char __data[0];
};
struct trace_event_raw_sched_process_fork {
	struct trace_entry ent; char parent_comm[16]; u32 __data_loc_parent_comm; pid_t parent_pid; char child_comm[16];
	u32 __data_loc_child_comm; pid_t child_pid; char __data[0];
};
struct trace_event_raw_kfree_skb {
	struct trace_entry ent; void *skbaddr; void *location; void *rx_sk; unsigned short protocol; int reason; char __data[0];
};
struct net_device { char name[16]; int ifindex; struct net_device *next; };
struct trace_event_raw_fib6_table_lookup { struct trace_entry ent; u32 tb_id; int err; __u8 src[16]; char __data[0]; };
struct trace_event_raw_sys_enter { struct trace_entry ent; long id; unsigned long args[6]; char __data[0]; };
struct trace_event_raw_sys_exit { struct trace_entry ent; long id; long ret; char __data[0]; };
struct syscall_trace_enter { struct trace_entry ent; int nr; unsigned long args[0]; };
struct syscall_trace_exit { struct trace_entry ent; int nr; long ret; };
#pragma clang attribute pop
#endif
`;
