/* SPDX-License-Identifier: MIT */
/* Reads our trace_pipe and reports what the programs print. */
#ifndef LOADER_TRACE_H
#define LOADER_TRACE_H

#include <stdbool.h>

#include "report.h"

struct trace_reader {
	/* -1: there is nothing to read. */
	int fd;
	/* The start of a line whose end has not come yet. */
	struct buffer rest;
	/* The line reported next, held back because the lines after it may belong to its text. */
	struct buffer held;
	/* Bytes of held that are its own line. */
	size_t held_first;
};

void trace_init(struct trace_reader *t, int fd);
/* Takes bytes as read from a trace_pipe. */
void trace_feed(struct trace_reader *t, const char *bytes, size_t len, struct reporter *reporter);
/* Reports what is held back: nothing more belongs to it. */
void trace_flush(struct trace_reader *t, struct reporter *reporter);
/* Reads what is there, within a bound. True when more is waiting. */
bool trace_read(struct trace_reader *t, struct reporter *reporter);
/* Throws away what is there; true when that was anything. */
bool trace_discard(struct trace_reader *t);
/* Closes and forgets. */
void trace_close(struct trace_reader *t);

#endif
