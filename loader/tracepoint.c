// SPDX-License-Identifier: MIT
/* Opens a tracepoint as a perf event, and asks the kernel which programs it runs. */
#include "tracepoint.h"

#include <errno.h>
#include <limits.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* BPF_TRACE_MAX_PROGS in kernel/trace/bpf_trace.c: the kernel runs no more on one event, and E2BIG is what asking for more gives. */
#define PROGRAM_LIMIT 64

static void explain_missing(const struct tracefs *fs, const struct section *section, char *why, size_t why_size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/events/%s", fs->root, section->category);
	if (access(path, F_OK))
		snprintf(why, why_size,
			 "This kernel has no tracepoint %s/%s, nor any category '%s'. It may be misspelt, or of a module that is not loaded.",
			 section->category, section->event, section->category);
	else
		snprintf(why, why_size, "This kernel has no tracepoint %s/%s: category '%s' has no event '%s'.", section->category,
			 section->event, section->category, section->event);
}

/* The event's number, or -errno. */
static long read_id(const struct tracefs *fs, const struct section *section, char *why, size_t why_size)
{
	char path[PATH_MAX], text[32], *end;
	long result;

	if (fs->state != TRACEFS_GOOD) {
		snprintf(why, why_size, "%s", fs->why);
		return fs->state == TRACEFS_NOT_MOUNTED ? -ENODEV : -EACCES;
	}
	snprintf(path, sizeof(path), "%s/events/%s/%s/id", fs->root, section->category, section->event);
	result = read_small_file(path, text, sizeof(text));
	if (result == -ENOENT) {
		explain_missing(fs, section, why, why_size);
		return result;
	}
	if (result < 0) {
		snprintf(why, why_size, "%s cannot be read: %s.", path, strerror((int)-result));
		return result;
	}
	result = strtol(text, &end, 10);
	if (end != text && result >= 0)
		return result;
	snprintf(why, why_size, "%s holds no number.", path);
	return -EINVAL;
}

int tracepoint_open(const struct tracefs *fs, const struct section *section, char *why, size_t why_size)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr) };
	long id = read_id(fs, section, why, why_size);
	int fd;

	if (id < 0)
		return (int)id;
	attr.config = (__u64)id;
	/* One CPU will do: the program hangs on the event itself, and runs wherever it is hit (as in libbpf). */
	fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd >= 0)
		return fd;
	fd = -errno;
	if (fd == -EACCES || fd == -EPERM)
		snprintf(why, why_size,
			 "The kernel does not let this user watch tracepoint %s/%s (%s): it needs root, or CAP_BPF and CAP_PERFMON.",
			 section->category, section->event, strerrorname_np(-fd));
	else
		snprintf(why, why_size, "The tracepoint %s/%s could not be opened: %s.", section->category, section->event,
			 strerror(-fd));
	return fd;
}

bool tracepoint_runs(int perf_fd, unsigned int program_id)
{
	struct {
		struct perf_event_query_bpf head;
		__u32 ids[PROGRAM_LIMIT];
	} query = { .head.ids_len = PROGRAM_LIMIT };
	__u32 i;

	if (ioctl(perf_fd, PERF_EVENT_IOC_QUERY_BPF, &query))
		return false;
	for (i = 0; i < query.head.prog_cnt && i < PROGRAM_LIMIT; i++)
		if (query.ids[i] == program_id)
			return true;
	return false;
}
