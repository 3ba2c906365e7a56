/* SPDX-License-Identifier: MIT */
/* One object, from its bytes to programs that run, and back to nothing. */
#ifndef LOADER_SESSION_H
#define LOADER_SESSION_H

#include <stdbool.h>
#include <sys/types.h>

#include "object.h"
#include "trace.h"
#include "tracefs.h"

/* A program of what was kept; libbpf has not loaded it, and so has no descriptor of it. */
struct adopted_program {
	const struct bpf_program *program;
	int fd;
};

struct session {
	struct reporter *reporter;
	const struct tracefs *fs;
	/* What the kernel lacks; NULL where it was not examined. */
	const struct kernel_info *kernel;
	/* Whose number our trace instance bears: the keeper's. */
	pid_t owner;
	/* Asked between two steps: true when everything is to stop. */
	bool (*stop_wanted)(void *data);
	void *stop_data;
	/* Nobody waits for the measurement any more. */
	bool measure_cancelled;
	/* What the object was loaded from; its bytes, "only" and name are ours. */
	struct object_source source;
	struct bpf_object *object;
	struct bpf_link **links;
	size_t link_count;
	/* What it is kept under; "" while it ends with the session. */
	char kept[KEPT_NAME_LIMIT];
	struct adopted_program *adopted;
	size_t adopted_count;
	struct trace_reader trace;
};

void session_init(struct session *s, struct reporter *reporter, const struct tracefs *fs, pid_t owner);
/*
 * All or nothing: false after saying why, or when a stop was wanted; call session_end all the same. The source's bytes are the
 * session's from here on.
 */
bool session_start(struct session *s, const struct object_source *source);
bool session_stop_wanted(const struct session *s);
/* Attaches all programs of s->object; goes on after a failure, so that all of them are said at once. */
bool session_attach(struct session *s);
/* Makes the private trace instance; false after saying why not. */
bool session_start_trace(struct session *s);
/* A descriptor of one of its programs in the kernel, or less than 0: bpf_program__fd() knows nothing of adopted ones. */
int session_program_fd(const struct session *s, const struct bpf_program *program);
/* Detaches and unloads what is not kept; the trace goes on. Does no harm twice. */
void session_drop(struct session *s);
/* Detaches, reports the last lines of output, and leaves nothing. Does no harm twice. */
void session_end(struct session *s);

#endif
