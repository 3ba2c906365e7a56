// SPDX-License-Identifier: MIT
/* What each command does. */
#include "obey.h"

#include <errno.h>
#include <string.h>

#include "adopt.h"
#include "keep.h"
#include "kept.h"
#include "measure.h"
#include "message.h"
#include "reload.h"
#include "unload.h"

void serve_stop(struct serve *s, const char *reason, int status)
{
	if (s->stop)
		return;
	s->stop = reason;
	s->status = status;
}

static void start(struct serve *s)
{
	const struct object_source source = s->due;

	s->load_due = false;
	s->due = (struct object_source){ 0 };
	out_flush(&s->out);
	s->busy = true;
	if (s->running)
		session_reload(&s->session, &source);
	else
		s->running = session_start(&s->session, &source);
	s->busy = false;
	if (!s->running)
		serve_stop(s, "failed", STATUS_FAILED);
}

/* Counting runs rests meanwhile: it would be part of every number. */
static void measure(struct serve *s)
{
	unsigned int period_ms = s->data.stats.period_ms;

	s->measure_due = false;
	s->measuring = s->busy = true;
	s->session.measure_cancelled = false;
	stats_set(&s->data.stats, 0, &s->out);
	if (!session_measure(&s->session, s->measure_ms))
		serve_stop(s, "failed", STATUS_FAILED);
	if (period_ms && !s->data.stats.period_ms)
		stats_set(&s->data.stats, period_ms, &s->out);
	s->measuring = s->busy = false;
}

/* Takes what the reader has read, so that the next object may come in while this one is loaded. */
static void take_object(struct serve *s)
{
	struct command_reader *r = &s->commands;

	object_source_free(&s->due);
	s->due = (struct object_source){ .bytes = r->object, .size = r->object_size, .only = r->only };
	strcpy(s->due.name, r->source);
	r->object = NULL;
	r->only = NULL;
	s->load_due = true;
}

static void adopt(struct serve *s)
{
	s->running = session_adopt(&s->session, s->commands.arguments.name);
	if (!s->running)
		serve_stop(s, "failed", STATUS_FAILED);
}

/* What is kept here by this session can be unloaded by it too; it has nothing then. */
static void unload(struct serve *s)
{
	const char *name = s->commands.arguments.name;

	if (s->running && !strcmp(s->session.kept, name)) {
		session_end(&s->session);
		data_end(&s->data);
		s->running = false;
	}
	answer_unload(name, &s->reporter);
}

static void obey_keeping(struct serve *s, enum command_kind kind)
{
	const struct command_arguments *arguments = &s->commands.arguments;

	if (s->busy || s->load_due || s->measure_due)
		message_denied(&s->out, command_word(kind), EBUSY, "Not while a program is being loaded or measured.");
	else if (kind == COMMAND_KEPT)
		answer_kept(s->worker->fs, &s->reporter);
	else if (kind == COMMAND_UNLOAD)
		unload(s);
	else if (kind == COMMAND_ADOPT && s->running)
		message_denied(&s->out, "adopt", 0, "This session has a program already.");
	else if (kind == COMMAND_ADOPT)
		adopt(s);
	else if (!s->running)
		message_denied(&s->out, "keep", 0, "No program runs in this session.");
	else
		session_keep(&s->session, arguments->name, arguments->number);
}

/* "measure 0": what is being measured is answered by "denied". */
static void cancel_measure(struct serve *s)
{
	if (s->measuring)
		s->session.measure_cancelled = true;
	else
		message_denied(&s->out, "measure", 0, "Nothing is being measured.");
}

static void obey_measure(struct serve *s)
{
	if (!s->commands.arguments.number)
		cancel_measure(s);
	else if (s->busy || s->load_due || s->measure_due)
		message_denied(&s->out, "measure", EBUSY, "Not while a program is being loaded or measured.");
	else if (!s->running)
		message_denied(&s->out, "measure", 0, "No program runs in this session.");
	else {
		s->measure_due = true;
		s->measure_ms = s->commands.arguments.number;
	}
}

void obey(struct serve *s, enum command_kind kind)
{
	switch (kind) {
	case COMMAND_NONE:
		break;
	case COMMAND_PING:
		s->reporter.style->pong(&s->out);
		break;
	case COMMAND_STOP:
		serve_stop(s, "stop", STATUS_STOPPED);
		break;
	case COMMAND_LOAD:
		take_object(s);
		break;
	case COMMAND_STATS:
	case COMMAND_READ:
	case COMMAND_WATCH:
	case COMMAND_EVENTS:
	case COMMAND_VMLINUX:
		data_obey(&s->data, kind, &s->commands.arguments);
		break;
	case COMMAND_KEEP:
	case COMMAND_KEPT:
	case COMMAND_ADOPT:
	case COMMAND_UNLOAD:
		obey_keeping(s, kind);
		break;
	case COMMAND_MEASURE:
		obey_measure(s);
		break;
	case COMMAND_INVALID:
		report_failed(&s->reporter, "protocol", NULL, 0, "%s", s->commands.problem);
		serve_stop(s, "failed", STATUS_USAGE);
		break;
	}
}

bool obey_due(struct serve *s)
{
	if (s->load_due)
		start(s);
	else if (s->measure_due)
		measure(s);
	else
		return false;
	return true;
}
