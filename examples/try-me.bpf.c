#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

// Below this line type SEC("tp/ and choose a tracepoint.
// Then write a function, int on_event(void *ctx), and type ctx-> in it.



char LICENSE[] SEC("license") = "Dual MIT/GPL";
