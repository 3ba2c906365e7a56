/* SPDX-License-Identifier: MIT */
/* Which tracepoint a program's section name asks for. */
#ifndef LOADER_SECTION_H
#define LOADER_SECTION_H

#define TRACEPOINT_NAME_LIMIT 128

enum section_kind {
	/* kprobe, fentry, …: libbpf knows what to do, or nobody does. */
	SECTION_OTHER,
	/* "tp", "tp/x", or names the kernel cannot have: loads, never attaches. */
	SECTION_WITHOUT_EVENT,
	SECTION_TRACEPOINT,
};

struct section {
	enum section_kind kind;
	char category[TRACEPOINT_NAME_LIMIT];
	char event[TRACEPOINT_NAME_LIMIT];
};

/* name is as in the object: "tp/sched/sched_switch", "?tracepoint/…". */
void section_parse(const char *name, struct section *section);

#endif
