// SPDX-License-Identifier: MIT
/* Puts another object in the place of the one that runs. */
#include "reload.h"

#include "message.h"
#include "replace.h"
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

/* What replaces something that is kept is kept too. attached: how many programs are. */
static bool keep_on(const struct session *s, struct session *next, size_t *attached)
{
	char why[1024];

	*attached = next->link_count;
	if (!*s->kept || replace_kept(s, next, why, sizeof(why)))
		return true;
	report_failed(s->reporter, "keep", NULL, 0, "%s", why);
	return false;
}

bool session_reload(struct session *s, const struct object_source *source)
{
	struct session next = { .reporter = s->reporter, .fs = s->fs, .stop_wanted = s->stop_wanted, .stop_data = s->stop_data };
	struct session old = *s;
	size_t attached;

	next.source = *source;
	if (!start_beside(&next, s->object, s) || !keep_on(s, &next, &attached)) {
		session_drop(&next);
		say_unchanged(s);
		return false;
	}
	s->object = next.object;
	s->adopted = NULL;
	s->adopted_count = 0;
	s->links = next.links;
	s->link_count = next.link_count;
	s->source = next.source;
	session_drop(&old);
	s->reporter->style->ready(s->reporter->out, attached);
	return true;
}
