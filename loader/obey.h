/* SPDX-License-Identifier: MIT */
/* The worker's state, and what each command does with it. */
#ifndef LOADER_OBEY_H
#define LOADER_OBEY_H

#include <stdbool.h>
#include <stdint.h>

#include "command.h"
#include "data.h"
#include "kernel.h"
#include "object.h"
#include "out.h"
#include "report.h"
#include "serve.h"
#include "session.h"

struct serve {
	const struct worker *worker;
	struct out out;
	struct reporter reporter;
	struct kernel_info kernel;
	struct session session;
	struct data data;
	struct command_reader commands;
	/* The object is here, and loading it has not begun. */
	bool load_due;
	struct object_source due;
	bool measure_due;
	unsigned int measure_ms;
	/* Loading or measuring, which look for commands in between. */
	bool busy;
	bool measuring;
	bool running;
	/* More output was waiting when the last read gave up. */
	bool more;
	/* now_ms() when the trace is to be read again: other things are due more often. */
	int64_t trace_due;
	int signal_fd;
	/* now_ms() when something last came in. */
	int64_t heard;
	/* NULL until everything is to stop. */
	const char *stop;
	int status;
};

/* Everything is to stop; the first reason counts. */
void serve_stop(struct serve *s, const char *reason, int status);
/* Does what the command reader has just read, or remembers it for obey_due. */
void obey(struct serve *s, enum command_kind kind);
/*
 * Loads or measures if that is due; true if it was. Both look for commands in between, and so are begun where no command is being
 * read.
 */
bool obey_due(struct serve *s);

#endif
