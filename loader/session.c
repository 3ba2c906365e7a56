// SPDX-License-Identifier: MIT
/* One object, from its bytes to programs that run, and back to nothing. */
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "attach.h"
#include "instance.h"
#include "libbpf_log.h"
#include "preflight.h"

/* Turns of reading after detaching: the whole of a full buffer of one CPU. */
#define LAST_READS 4

void session_init(struct session *s, struct reporter *reporter, const struct tracefs *fs, pid_t owner)
{
	*s = (struct session){ .reporter = reporter, .fs = fs, .owner = owner };
	trace_init(&s->trace, -1);
	libbpf_log_to(reporter);
}

bool session_stop_wanted(const struct session *s)
{
	return s->stop_wanted && s->stop_wanted(s->stop_data);
}

bool session_start_trace(struct session *s)
{
	char why[512];
	int fd;

	/* Attaching says what is wrong, for each program. */
	if (s->fs->state != TRACEFS_GOOD)
		return true;
	fd = instance_open(s->fs->root, s->owner, why, sizeof(why));
	if (fd == -ENOENT) {
		report_log(s->reporter, "warn", "%s", why);
		return true;
	}
	if (fd < 0) {
		report_failed(s->reporter, "trace", NULL, -fd, "%s", why);
		return false;
	}
	trace_init(&s->trace, fd);
	return true;
}

static size_t count_programs(struct bpf_object *object)
{
	struct bpf_program *program;
	size_t count = 0;

	bpf_object__for_each_program(program, object)
		count += bpf_program__autoload(program);
	return count;
}

bool session_attach(struct session *s)
{
	struct bpf_program *program;
	bool good = true;

	s->links = calloc(count_programs(s->object) + 1, sizeof(struct bpf_link *));
	if (!s->links) {
		report_failed(s->reporter, "attach", NULL, ENOMEM, "No memory.");
		return false;
	}
	bpf_object__for_each_program(program, s->object) {
		struct bpf_link *link;

		if (!bpf_program__autoload(program))
			continue;
		if (session_stop_wanted(s))
			return false;
		if (!attach_program(program, s->fs, s->reporter, &link))
			good = false;
		else if (link)
			s->links[s->link_count++] = link;
	}
	return good;
}

bool session_start(struct session *s, const struct object_source *source)
{
	if (!preflight_kernel(s->kernel, s->fs, s->reporter))
		return false;
	s->source = *source;
	s->object = object_load(&s->source, s->reporter);
	if (!s->object || session_stop_wanted(s))
		return false;
	object_report_loaded(s->object, NULL, s->reporter);
	if (!session_start_trace(s) || !session_attach(s))
		return false;
	s->reporter->style->ready(s->reporter->out, s->link_count);
	return true;
}

int session_program_fd(const struct session *s, const struct bpf_program *program)
{
	size_t i;

	for (i = 0; i < s->adopted_count; i++)
		if (s->adopted[i].program == program)
			return s->adopted[i].fd;
	return bpf_program__fd(program);
}

void session_drop(struct session *s)
{
	while (s->adopted_count)
		close(s->adopted[--s->adopted_count].fd);
	free(s->adopted);
	s->adopted = NULL;
	while (s->link_count)
		bpf_link__destroy(s->links[--s->link_count]);
	free(s->links);
	s->links = NULL;
	bpf_object__close(s->object);
	s->object = NULL;
	object_source_free(&s->source);
	s->kept[0] = 0;
}

void session_end(struct session *s)
{
	bool had_trace = s->trace.fd >= 0;
	int i;

	session_drop(s);
	for (i = 0; i < LAST_READS; i++)
		if (!trace_read(&s->trace, s->reporter))
			break;
	trace_flush(&s->trace, s->reporter);
	trace_close(&s->trace);
	if (had_trace)
		instance_remove(s->fs->root, s->owner);
	report_lost_flush(s->reporter, true);
}
