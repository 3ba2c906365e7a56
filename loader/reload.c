// SPDX-License-Identifier: MIT
/* Puts another object in the place of the one that runs. */
#include "reload.h"

#include "message.h"
#include "reuse.h"

static void say_unchanged(struct session *s)
{
	struct buffer b = { 0 };

	message_begin(&b, "unchanged");
	message_end(s->reporter->out, &b);
}

/* Loads and attaches beside what runs. */
static bool start_beside(struct session *next, struct bpf_object *running, const struct session *s)
{
	const struct object_source before = { .bytes = s->source.bytes, .size = s->source.size };
	struct reuse reuse = { .running = running, .written = object_read(&before) };
	bool good = false;

	next->source.reuse = reuse.written ? &reuse : NULL;
	next->object = object_load(&next->source, next->reporter);
	next->source.reuse = NULL;
	bpf_object__close(reuse.written);
	if (next->object && !session_stop_wanted(next)) {
		object_report_loaded(next->object, running, next->reporter);
		good = session_attach(next);
	}
	return good;
}

bool session_reload(struct session *s, const struct object_source *source)
{
	struct session next = { .reporter = s->reporter, .fs = s->fs, .stop_wanted = s->stop_wanted, .stop_data = s->stop_data };
	struct session old = *s;

	next.source = *source;
	if (*s->kept) {
		report_failed(s->reporter, "load", NULL, 0,
			      "What is kept (here under the name %s) cannot be replaced. Unload it, then load anew.", s->kept);
		object_source_free(&next.source);
		say_unchanged(s);
		return false;
	}
	if (!start_beside(&next, s->object, s)) {
		session_drop(&next);
		say_unchanged(s);
		return false;
	}
	s->object = next.object;
	s->links = next.links;
	s->link_count = next.link_count;
	s->source = next.source;
	session_drop(&old);
	s->reporter->style->ready(s->reporter->out, s->link_count);
	return true;
}
