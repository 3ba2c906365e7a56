// SPDX-License-Identifier: MIT
/* Reports as text for people: the programs' output on standard output, everything else on standard error. */
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "report.h"

static void hello(struct out *out, const struct kernel_info *kernel)
{
	size_t i;

	(void)out;
	for (i = 0; i < kernel->lack_count; i++)
		fprintf(stderr, "note: %s\n", kernel->lacks[i].why);
}

static void log_message(struct out *out, const char *level, const char *text)
{
	(void)out;
	fprintf(stderr, "%s: %s\n", level, text);
}

static void loaded(struct out *out, const struct loaded_info *info)
{
	size_t i;

	(void)out;
	for (i = 0; i < info->map_count; i++)
		fprintf(stderr, "map %s: %s, id %u\n", info->maps[i].name, info->maps[i].kind, info->maps[i].id);
}

static void attached(struct out *out, const struct attached_info *info)
{
	(void)out;
	fprintf(stderr, "%s: attached to %s, program id %u\n", info->program,
		*info->tracepoint ? info->tracepoint : info->section, info->program_id);
}

static void ready(struct out *out, size_t programs)
{
	(void)out;
	fprintf(stderr, "%zu program%s running; Ctrl-C stops.\n", programs, programs == 1 ? "" : "s");
}

static void output(struct out *out, const struct trace_line *line)
{
	struct buffer b = { 0 };

	buffer_printf(&b, "%.*s [%d] %.*s-%d: ", (int)line->time_len, line->time, line->cpu, (int)line->task_len, line->task,
		      line->pid);
	buffer_add(&b, line->text, line->text_len);
	buffer_add(&b, "\n", 1);
	if (!b.failed)
		out_add(out, b.data, b.len);
	buffer_free(&b);
}

static void lost(struct out *out, unsigned long count)
{
	(void)out;
	fprintf(stderr, "%lu line%s lost\n", count, count == 1 ? "" : "s");
}

static void refused(struct out *out, const char *program, int error, const char *log)
{
	(void)out;
	fprintf(stderr, "%s\n%s: refused by the verifier: %s (%s)\n", log, program, error_name(error), strerror(error));
}

static void failed(struct out *out, const struct failure *failure)
{
	(void)out;
	fprintf(stderr, "error: %s%s%s\n", failure->program ? failure->program : "", failure->program ? ": " : "",
		failure->reason);
}

static void pong(struct out *out)
{
	(void)out;
}

static void stopped(struct out *out, const char *reason)
{
	(void)out;
	fprintf(stderr, "stopped (%s); nothing is left attached.\n", reason);
}

const struct report_style report_text = {
	.hello = hello,
	.log = log_message,
	.loaded = loaded,
	.attached = attached,
	.ready = ready,
	.output = output,
	.lost = lost,
	.refused = refused,
	.failed = failed,
	.pong = pong,
	.stopped = stopped,
};
