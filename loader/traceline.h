/* SPDX-License-Identifier: MIT */
/* Takes one line of a trace_pipe apart. */
#ifndef LOADER_TRACELINE_H
#define LOADER_TRACELINE_H

#include <stddef.h>

enum trace_line_kind {
	/* bpf_printk's output: all fields are set. */
	TRACE_LINE_OUTPUT,
	/* The ring buffer overflowed: lost is set. */
	TRACE_LINE_LOST,
	/* No head: the rest of a text that holds line breaks. */
	TRACE_LINE_REST,
};

/* Points into the line it was made from. */
struct trace_line {
	enum trace_line_kind kind;
	const char *task;
	size_t task_len;
	int pid;
	int cpu;
	/* Seconds of the kernel's trace clock, as printed: "1234.567890". */
	const char *time;
	size_t time_len;
	const char *text;
	size_t text_len;
	/* Events, at least 1: the kernel does not always know how many. */
	unsigned long lost;
};

/* line has no line feed at its end; it may hold any byte, zero too. */
void trace_line_parse(const char *line, size_t len, struct trace_line *result);

#endif
