// SPDX-License-Identifier: MIT
/* Reads a whole file, within a limit. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"

/* 0 or an errno. */
static int read_all(int fd, size_t limit, struct buffer *b)
{
	char bytes[32 << 10];

	for (;;) {
		ssize_t n = read(fd, bytes, sizeof(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : 0;
		if (b->len + (size_t)n > limit)
			return EFBIG;
		buffer_add(b, bytes, (size_t)n);
		if (b->failed)
			return ENOMEM;
	}
}

unsigned char *file_read(const char *path, size_t limit, size_t *size, char *why, size_t why_size)
{
	struct buffer b = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int error = fd < 0 ? errno : read_all(fd, limit, &b);

	if (fd >= 0)
		close(fd);
	if (!error) {
		*size = b.len;
		/* An empty file has bytes too, none of which count. */
		buffer_add(&b, "", 1);
		if (!b.failed)
			return (unsigned char *)b.data;
		error = ENOMEM;
	}
	buffer_free(&b);
	snprintf(why, why_size, "%s cannot be read: %s.", path, strerror(error));
	return NULL;
}
