// SPDX-License-Identifier: MIT
/* Our private trace instance, where bpf_printk's lines reach us and nobody else loses any. */
#include "instance.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tracefs.h"

#define PREFIX "bpf-tracepoints-"
#define PRINTK_EVENT "events/bpf_trace/bpf_trace_printk/enable"
/* KiB a CPU: some 10,000 lines, which is more than fits between two of our reads. */
#define BUFFER_SIZE "1024"

static void instance_path(char *path, const char *root, pid_t owner, const char *file)
{
	snprintf(path, PATH_MAX, "%s/instances/" PREFIX "%d%s%s", root, (int)owner, file ? "/" : "", file ? file : "");
}

/*
 * A new instance inherits the options of the whole machine (trace_array_create() in kernel/trace/trace.c), and with some of them
 * lines look otherwise than traceline.c reads. An option this kernel does not know is an error we need not care about.
 */
static void set_options(const char *root, pid_t owner)
{
	static const char *const options[] = {
		"context-info", "irq-info", "norecord-tgid", "noraw", "nohex", "nobin", "nofields", "noverbose", "nolatency-format",
		"noblock",
	};
	char path[PATH_MAX];
	size_t i;

	instance_path(path, root, owner, "trace_options");
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		write_small_file(path, options[i]);
	instance_path(path, root, owner, "buffer_size_kb");
	write_small_file(path, BUFFER_SIZE);
}

static int fill(const char *root, pid_t owner, char *why, size_t why_size)
{
	char path[PATH_MAX];
	int fd, err;

	set_options(root, owner);
	instance_path(path, root, owner, PRINTK_EVENT);
	err = write_small_file(path, "1");
	if (err == -ENOENT) {
		snprintf(why, why_size, "This kernel has no event for bpf_printk (it came with 5.9): its lines cannot be shown.");
		return err;
	}
	if (err) {
		snprintf(why, why_size, "The event of bpf_printk could not be switched on: %s.", strerror(-err));
		return err;
	}
	instance_path(path, root, owner, "trace_pipe");
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	err = -errno;
	snprintf(why, why_size, "The private trace instance could not be read: %s.", strerror(-err));
	return err;
}

int instance_open(const char *tracefs_root, pid_t owner, char *why, size_t why_size)
{
	char path[PATH_MAX];
	int result;

	/* Left by a loader that had our number before us. */
	instance_remove(tracefs_root, owner);
	instance_path(path, tracefs_root, owner, NULL);
	if (mkdir(path, 0700)) {
		result = -errno;
		snprintf(why, why_size, "No private trace instance could be made under %s/instances: %s.", tracefs_root,
			 strerror(-result));
		/* ENOENT is kept for "no event". */
		return result == -ENOENT ? -EOPNOTSUPP : result;
	}
	result = fill(tracefs_root, owner, why, why_size);
	if (result < 0)
		instance_remove(tracefs_root, owner);
	return result;
}

bool instance_remove(const char *tracefs_root, pid_t owner)
{
	char path[PATH_MAX];
	int tries;

	instance_path(path, tracefs_root, owner, NULL);
	/* EBUSY while a descriptor under it is still being closed. */
	for (tries = 0; tries < 50; tries++) {
		struct timespec pause = { .tv_nsec = 10000000 };

		if (!rmdir(path) || errno == ENOENT)
			return true;
		if (errno != EBUSY && errno != EINTR)
			return false;
		nanosleep(&pause, NULL);
	}
	return false;
}

static bool runs(long pid)
{
	char path[64], comm[32];

	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	return read_small_file(path, comm, sizeof(comm)) > 0 && !strcmp(comm, LOADER_COMM "\n");
}

void instance_sweep(const char *tracefs_root)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/instances", tracefs_root);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		char *end;
		long pid;

		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)))
			continue;
		pid = strtol(entry->d_name + strlen(PREFIX), &end, 10);
		if (*end || pid <= 0 || pid > INT_MAX || runs(pid))
			continue;
		/* One that a living loader in another pid namespace reads is busy, and stays. */
		snprintf(path, sizeof(path), "%s/instances/%s", tracefs_root, entry->d_name);
		rmdir(path);
	}
	closedir(dir);
}
