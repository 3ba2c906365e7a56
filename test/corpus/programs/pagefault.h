#ifndef PAGEFAULT_H
#define PAGEFAULT_H

#include <linux/types.h>
#include <linux/bpf.h>

/* exceptions/page_fault_user and page_fault_kernel */
struct page_fault_args {
	unsigned long long pad;
	unsigned long address;
	unsigned long ip;
	unsigned long error_code;
};

#endif
