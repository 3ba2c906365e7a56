// Fields in a switch, in conditions, and compared with a constant of user space.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

const volatile int least = 1;

SEC("tracepoint/napi/napi_poll")
int on_poll(struct trace_event_raw_napi_poll *ctx)
{
	char device[16];

	if (ctx->work < least || (ctx->budget && ctx->work > ctx->budget))
		return 0;
	switch (ctx->budget) {
	case 64:
		bpf_probe_read_kernel_str(device, sizeof(device), (void *)ctx + (__u16)ctx->__data_loc_dev_name);
		bpf_printk("%s: %d of 64", device, ctx->work);
		break;
	default:
		bpf_printk("%d", ctx->budget > 300 ? ctx->work : -ctx->work);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
