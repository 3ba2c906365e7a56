#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

// On the next line type SEC("tp/ and pick a tracepoint; then give it a function and type ctx-> in it:
//
//   int on_event(void *ctx)
//   {
//   	bpf_printk("%d", ctx->
//   }



char LICENSE[] SEC("license") = "Dual MIT/GPL";
