// SPDX-License-Identifier: MIT
/* Where tracefs is, and small reads and writes under it. */
#include "tracefs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

/* include/uapi/linux/magic.h */
#define TRACEFS_FS_MAGIC 0x74726163
#define DEBUGFS_FS_MAGIC 0x64626720

static const char *const roots[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

static const char *find_mount(void)
{
	struct statfs st;
	size_t i;

	for (i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		/* Kernels before 4.1 have the files in debugfs itself. */
		if (!statfs(roots[i], &st) && (st.f_type == TRACEFS_FS_MAGIC || st.f_type == DEBUGFS_FS_MAGIC))
			return roots[i];
	}
	return NULL;
}

void tracefs_find(struct tracefs *fs)
{
	*fs = (struct tracefs){ .state = TRACEFS_GOOD, .root = find_mount() };
	if (!fs->root) {
		fs->state = TRACEFS_NOT_MOUNTED;
		fs->root = roots[0];
		fs->why = "tracefs is not mounted. On the target: mount -t tracefs tracefs /sys/kernel/tracing";
	} else if (faccessat(AT_FDCWD, fs->root, R_OK | X_OK, AT_EACCESS)) {
		fs->state = TRACEFS_UNREADABLE;
		fs->why = "tracefs is not readable for this user; it is root's by default.";
	}
}

long read_small_file(const char *path, char *text, size_t size)
{
	size_t have = 0;
	long result = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	while (have < size - 1) {
		ssize_t n = read(fd, text + have, size - 1 - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			result = -errno;
		if (n <= 0)
			break;
		have += (size_t)n;
	}
	close(fd);
	text[have] = 0;
	return result ? result : (long)have;
}

int write_small_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int result = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		result = -errno;
	close(fd);
	return result;
}
