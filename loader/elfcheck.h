/* SPDX-License-Identifier: MIT */
/* Says in a sentence why bytes are no BPF object for this machine, before libbpf sees them. */
#ifndef LOADER_ELFCHECK_H
#define LOADER_ELFCHECK_H

#include <stddef.h>

enum elf_verdict {
	ELF_GOOD,
	/* Not an ELF file, damaged or cut off. */
	ELF_BROKEN,
	/* A sound ELF file of another machine or byte order. */
	ELF_OTHER_MACHINE,
};

/* Reads nothing outside the size bytes. why gets a sentence when the verdict is not ELF_GOOD. */
enum elf_verdict elf_check(const void *object, size_t size, char *why, size_t why_size);

#endif
