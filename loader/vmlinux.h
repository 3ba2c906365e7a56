/* SPDX-License-Identifier: MIT */
/* The kernel's types as a C header, the vmlinux.h that bpftool writes. */
#ifndef LOADER_VMLINUX_H
#define LOADER_VMLINUX_H

#include <bpf/btf.h>
#include <stdint.h>

#include "pace.h"

struct vmlinux {
	/* NULL: no header is being written. */
	struct btf *btf;
	struct btf_dump *dump;
	/* The next type to write. */
	unsigned int next;
	/* What is written and not sent. */
	struct buffer text;
};

/* "vmlinux": begins, or says why not. */
void vmlinux_begin(struct vmlinux *v, struct out *out);
/* Goes on for a while, and sends a piece when there is one and the report before has got out; true if it sent one. */
bool vmlinux_turn(struct vmlinux *v, struct pace *pace);
/* Milliseconds until vmlinux_turn has something to do; -1: nothing to wait for. */
int64_t vmlinux_wait(const struct vmlinux *v, const struct pace *pace);
void vmlinux_end(struct vmlinux *v);

#endif
