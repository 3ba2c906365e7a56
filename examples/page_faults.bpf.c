// Page faults of programs: how many by program, and by what it wanted to do with the memory.
// Look at faults, sorted by count. Many writes are memory that grows; many executes, code that is read from its file.
// Kernels: debian11-5.10 debian12-6.1 debian13-6.12 debian13-7.3
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* arch/x86/include/asm/trap_pf.h: this tracepoint is one of x86. */
#define BY_WRITE 0x02
#define BY_EXECUTE 0x10

struct page_fault_user_ctx {
	__u64 common;      /* @0:8   the kernel keeps these from BPF */
	__u64 address;     /* @8:8   unsigned long */
	__u64 ip;          /* @16:8  unsigned long */
	__u64 error_code;  /* @24:8  unsigned long */
};

enum fault_access { READ, WRITE, EXECUTE };

struct fault {
	char comm[16];
	enum fault_access access;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct fault);
	__type(value, __u64);
} faults SEC(".maps");

SEC("tp/exceptions/page_fault_user")
int on_fault(struct page_fault_user_ctx *ctx)
{
	__u64 error = ctx->error_code, zero = 0, *count;
	struct fault fault = { .access = error & BY_EXECUTE ? EXECUTE : error & BY_WRITE ? WRITE : READ };

	bpf_get_current_comm(fault.comm, sizeof(fault.comm));
	count = bpf_map_lookup_elem(&faults, &fault);
	if (!count) {
		bpf_map_update_elem(&faults, &fault, &zero, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&faults, &fault);
		if (!count)
			return 0;
	}
	__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
