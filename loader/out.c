// SPDX-License-Identifier: MIT
/* Standard output that never blocks us: what the reader does not take is kept, up to a limit. */
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"

/* Bytes a write: large enough for throughput, small enough that a stop is noticed between two. */
#define CHUNK (256UL << 10)

/*
 * O_NONBLOCK belongs to the open file, which we share with sudo, a shell or sshd. A pipe or terminal opened anew through
 * /proc has flags of its own (proc(5)); a socket cannot be opened so, but send() takes the wish per call.
 */
static int open_own(void)
{
	return open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

void out_init(struct out *out, volatile struct out_state *state)
{
	struct stat st;

	*out = (struct out){ .fd = STDOUT_FILENO, .state = state };
	if (fstat(STDOUT_FILENO, &st)) {
		out->gone = true;
		return;
	}
	if (S_ISSOCK(st.st_mode)) {
		out->socket = true;
	} else if (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode)) {
		int fd = open_own();

		if (fd >= 0)
			out->fd = fd;
		else if (errno == ENXIO)
			out->gone = true;
		else
			fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
	}
}

bool out_pending(const struct out *out)
{
	return !out->gone && out->pending.len > out->sent;
}

bool out_full(const struct out *out)
{
	return out->gone || out->pending.len - out->sent > OUT_OUTPUT_LIMIT;
}

static ssize_t write_some(struct out *out, const char *bytes, size_t len)
{
	if (out->socket)
		return send(out->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	return write(out->fd, bytes, len);
}

void out_flush(struct out *out)
{
	while (out_pending(out)) {
		size_t left = out->pending.len - out->sent;
		ssize_t n;

		out->state->inside_line = true;
		n = write_some(out, out->pending.data + out->sent, left < CHUNK ? left : CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			out->state->inside_line = out->sent && out->pending.data[out->sent - 1] != '\n';
			if (!out->blocked_since)
				out->blocked_since = now_ms();
			break;
		}
		if (n <= 0) {
			out->gone = true;
			return;
		}
		out->blocked_since = 0;
		out->sent += (size_t)n;
		out->written += (uint64_t)n;
		out->state->inside_line = out->pending.data[out->sent - 1] != '\n';
	}
	/* One byte stays, so that the test above knows how the last write ended; moving is rare enough to be cheap. */
	if (out->sent == out->pending.len || out->sent > (1UL << 20)) {
		size_t drop = out->sent ? out->sent - 1 : 0;

		buffer_consume(&out->pending, drop);
		out->sent -= drop;
	}
}

void out_add(struct out *out, const void *bytes, size_t len)
{
	if (out->gone)
		return;
	buffer_add(&out->pending, bytes, len);
	/* The reader has let more than BUFFER_LIMIT pile up: it will not come back. */
	if (out->pending.failed)
		out->gone = true;
	else if (out->pending.len - out->sent > CHUNK)
		out_flush(out);
}

void out_drain(struct out *out, int timeout_ms)
{
	int64_t end = now_ms() + timeout_ms;

	for (;;) {
		struct pollfd p = { .fd = out->fd, .events = POLLOUT };
		int64_t left = end - now_ms();

		out_flush(out);
		if (!out_pending(out) || left <= 0)
			return;
		if (poll(&p, 1, (int)left) < 0 && errno != EINTR)
			return;
	}
}
