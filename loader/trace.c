// SPDX-License-Identifier: MIT
/* Reads our trace_pipe and reports what the programs print. */
#include "trace.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A read gives whole events, a page at most (tracing_read_pipe() in kernel/trace/trace.c: one trace_seq). */
#define READ_SIZE (16 << 10)
/* Reads in one go before commands and signals get their turn. */
#define READS_A_TURN 64
/* Reads that empty the buffers of 64 CPUs (1 MiB each), at a page a read. */
#define DISCARDS (64 * 256)
/* A printed text is 1 KiB at most (BPF_TRACE_PRINTK_SIZE); more than this comes from no program. */
#define LINE_LIMIT (64UL << 10)

void trace_init(struct trace_reader *t, int fd)
{
	*t = (struct trace_reader){ .fd = fd };
}

void trace_flush(struct trace_reader *t, struct reporter *reporter)
{
	struct trace_line line;

	if (!t->held.len)
		return;
	trace_line_parse(t->held.data, t->held_first, &line);
	line.text_len = t->held.len - (size_t)(line.text - t->held.data);
	/* bpf_printk("…\n"): the kernel adds a line feed of its own. */
	if (line.text_len && line.text[line.text_len - 1] == '\n')
		line.text_len--;
	if (!t->held.failed)
		report_output(reporter, &line);
	buffer_clear(&t->held);
}

static void feed_line(struct trace_reader *t, const char *bytes, size_t len, struct reporter *reporter)
{
	struct trace_line line;

	trace_line_parse(bytes, len, &line);
	if (line.kind == TRACE_LINE_REST && t->held.len && t->held.len + len < LINE_LIMIT) {
		buffer_add(&t->held, "\n", 1);
		buffer_add(&t->held, bytes, len);
		return;
	}
	trace_flush(t, reporter);
	if (line.kind == TRACE_LINE_OUTPUT) {
		buffer_add(&t->held, bytes, len);
		t->held_first = len;
	} else if (line.kind == TRACE_LINE_LOST) {
		report_lost(reporter, line.lost);
	}
	/* The rest of nothing: the first part of a task's name that holds a line feed. */
}

void trace_feed(struct trace_reader *t, const char *bytes, size_t len, struct reporter *reporter)
{
	size_t at = 0;

	buffer_add(&t->rest, bytes, len);
	while (at < t->rest.len) {
		const char *start = t->rest.data + at;
		const char *end = memchr(start, '\n', t->rest.len - at);

		if (!end)
			break;
		feed_line(t, start, (size_t)(end - start), reporter);
		at += (size_t)(end - start) + 1;
	}
	buffer_consume(&t->rest, at);
	if (t->rest.len > LINE_LIMIT || t->rest.failed)
		buffer_clear(&t->rest);
}

bool trace_read(struct trace_reader *t, struct reporter *reporter)
{
	char bytes[READ_SIZE];
	int i;

	if (t->fd < 0)
		return false;
	for (i = 0; i < READS_A_TURN; i++) {
		ssize_t n = read(t->fd, bytes, sizeof(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			/* Events come whole: what follows now is another one. */
			trace_flush(t, reporter);
			return false;
		}
		trace_feed(t, bytes, (size_t)n, reporter);
	}
	return true;
}

bool trace_discard(struct trace_reader *t)
{
	char bytes[READ_SIZE];
	bool any = false;
	int i;

	for (i = 0; t->fd >= 0 && i < DISCARDS; i++) {
		ssize_t n = read(t->fd, bytes, sizeof(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		any = true;
	}
	return any;
}

void trace_close(struct trace_reader *t)
{
	if (t->fd >= 0)
		close(t->fd);
	buffer_free(&t->rest);
	buffer_free(&t->held);
	trace_init(t, -1);
}
