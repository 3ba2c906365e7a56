/* SPDX-License-Identifier: MIT */
/* System calls that cost little and change nothing. */
#ifndef LOADER_SYSCALLS_H
#define LOADER_SYSCALLS_H

struct system_call {
	/* As in "syscalls/sys_enter_NAME". */
	const char *name;
	long number;
	long arguments[3];
};

/* NULL: none of that name is in the list. */
const struct system_call *system_call_find(const char *name);

#endif
