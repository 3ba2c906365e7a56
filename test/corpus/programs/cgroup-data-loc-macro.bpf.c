// A macro of the project finds dynamic data, as libbpf-tools' TP_DATA_GET_PTR.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define TP_DATA_GET_PTR(tp, field) ((void *)(tp) + ((tp)->__data_loc_##field & 0xffff))

SEC("tracepoint/cgroup/cgroup_mkdir")
int on_mkdir(struct trace_event_raw_cgroup *ctx)
{
	char path[64];

	bpf_probe_read_kernel_str(path, sizeof(path), TP_DATA_GET_PTR(ctx, path));
	bpf_printk("level %d: %s (%llu)", ctx->level, path, ctx->id);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
