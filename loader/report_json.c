// SPDX-License-Identifier: MIT
/* Reports as JSON lines, for programs. */
#include <string.h>

#include "json.h"
#include "message.h"
#include "report.h"
#include "version.h"

static void hello(struct out *out, const struct kernel_info *kernel)
{
	struct buffer b = { 0 };
	size_t i;

	message_begin(&b, "hello");
	json_string(&b, "loader", LOADER_VERSION);
	json_string(&b, "kernel", kernel->names.release);
	json_string(&b, "build", kernel->names.version);
	json_string(&b, "machine", kernel->names.machine);
	json_open_array(&b, "lacks");
	for (i = 0; i < kernel->lack_count; i++) {
		json_open_object(&b, NULL);
		json_string(&b, "what", kernel->lacks[i].what);
		json_string(&b, "why", kernel->lacks[i].why);
		json_close_object(&b);
	}
	json_close_array(&b);
	message_end(out, &b);
}

static void log_message(struct out *out, const char *level, const char *text)
{
	struct buffer b = { 0 };

	message_begin(&b, "log");
	json_string(&b, "level", level);
	json_string(&b, "text", text);
	message_end(out, &b);
}

void report_add_program(struct buffer *b, const struct program_info *p)
{
	json_open_object(b, NULL);
	json_string(b, "name", p->name);
	json_string(b, "section", p->section);
	json_number(b, "id", p->id);
	json_close_object(b);
}

void report_add_map(struct buffer *b, const struct map_info *m)
{
	json_open_object(b, NULL);
	json_string(b, "name", m->name);
	json_number(b, "id", m->id);
	json_string(b, "kind", m->kind);
	json_number(b, "keySize", m->key_size);
	json_number(b, "valueSize", m->value_size);
	json_number(b, "maxEntries", m->max_entries);
	if (m->reused)
		json_flag(b, "reused", true);
	json_close_object(b);
}

static void loaded(struct out *out, const struct loaded_info *info)
{
	struct buffer b = { 0 };
	size_t i;

	message_begin(&b, "loaded");
	json_open_array(&b, "programs");
	for (i = 0; i < info->program_count; i++)
		report_add_program(&b, &info->programs[i]);
	json_close_array(&b);
	json_open_array(&b, "maps");
	for (i = 0; i < info->map_count; i++)
		report_add_map(&b, &info->maps[i]);
	json_close_array(&b);
	message_end(out, &b);
}

static void attached(struct out *out, const struct attached_info *info)
{
	struct buffer b = { 0 };

	message_begin(&b, "attached");
	json_string(&b, "program", info->program);
	json_string(&b, "section", info->section);
	json_string(&b, "tracepoint", info->tracepoint);
	json_number(&b, "programId", info->program_id);
	if (info->link_id)
		json_number(&b, "linkId", info->link_id);
	json_string(&b, "proof", info->proof);
	message_end(out, &b);
}

static void ready(struct out *out, size_t programs)
{
	struct buffer b = { 0 };

	message_begin(&b, "ready");
	json_number(&b, "programs", (long long)programs);
	message_end(out, &b);
}

static void output(struct out *out, const struct trace_line *line)
{
	struct buffer b = { 0 };

	message_begin(&b, "output");
	json_bytes(&b, "time", line->time, line->time_len);
	json_number(&b, "cpu", line->cpu);
	json_bytes(&b, "task", line->task, line->task_len);
	json_number(&b, "pid", line->pid);
	json_bytes(&b, "text", line->text, line->text_len);
	message_end(out, &b);
}

static void lost(struct out *out, unsigned long count)
{
	struct buffer b = { 0 };

	message_begin(&b, "lost");
	json_number(&b, "count", (long long)count);
	message_end(out, &b);
}

static void refused(struct out *out, const char *program, int error, const char *log)
{
	struct buffer b = { 0 }, reason = { 0 };

	buffer_printf(&reason, "%s (%s)", error_name(error), strerror(error));
	message_begin(&b, "refused");
	json_string(&b, "program", program);
	json_number(&b, "errno", error);
	json_bytes(&b, "reason", reason.data, reason.len);
	json_string(&b, "log", log);
	message_end(out, &b);
	buffer_free(&reason);
}

static void failed(struct out *out, const struct failure *failure)
{
	struct buffer b = { 0 };

	message_begin(&b, "failed");
	json_string(&b, "stage", failure->stage);
	if (failure->program)
		json_string(&b, "program", failure->program);
	json_number(&b, "errno", failure->error);
	if (failure->cause)
		json_string(&b, "cause", failure->cause);
	json_string(&b, "reason", failure->reason);
	message_end(out, &b);
}

static void pong(struct out *out)
{
	struct buffer b = { 0 };

	message_begin(&b, "pong");
	message_end(out, &b);
}

static void stopped(struct out *out, const char *reason)
{
	struct buffer b = { 0 };

	message_begin(&b, "stopped");
	json_string(&b, "reason", reason);
	message_end(out, &b);
}

const struct report_style report_json = {
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
