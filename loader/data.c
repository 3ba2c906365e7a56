// SPDX-License-Identifier: MIT
/* What a session's programs leave for people to look at. */
#include "data.h"

#include "clock.h"

/* Of reports. */
#define KINDS 4

void data_init(struct data *d, const struct session *session, struct out *out)
{
	*d = (struct data){ .session = session, .pace = { .out = out } };
	stats_init(&d->stats);
}

void data_obey(struct data *d, enum command_kind kind, const struct command_arguments *arguments)
{
	switch (kind) {
	case COMMAND_STATS:
		stats_set(&d->stats, arguments->number, d->pace.out);
		break;
	case COMMAND_READ:
		watch_read(&d->watches, arguments->id, d->session->object, d->pace.out);
		break;
	case COMMAND_WATCH:
		watch_set(&d->watches, arguments->id, arguments->number, d->session->object, d->pace.out);
		break;
	case COMMAND_EVENTS:
		events_set(&d->events, arguments->id, arguments->number != 0, d->session->object, d->pace.out);
		break;
	case COMMAND_VMLINUX:
		vmlinux_begin(&d->vmlinux, d->pace.out);
		break;
	default:
		break;
	}
}

/* One report of one kind, if one is due. */
static bool report(struct data *d, unsigned int kind)
{
	struct bpf_object *object = d->session->object;

	if (kind == 0)
		return vmlinux_turn(&d->vmlinux, &d->pace);
	if (!object)
		return false;
	switch (kind) {
	case 1:
		return stats_turn(&d->stats, d->session, &d->pace);
	case 2:
		return events_turn(&d->events, &d->pace);
	default:
		return watch_turn(&d->watches, object, &d->pace);
	}
}

void data_turn(struct data *d)
{
	unsigned int first = d->first, i;

	d->pace.now = now_ms();
	if (d->session->object)
		events_read(&d->events, d->session->object, d->pace.now);
	for (i = 0; i < KINDS; i++) {
		unsigned int kind = (first + i) % KINDS;

		if (report(d, kind)) {
			d->first = kind + 1;
			/* Where the reader keeps up, the next one need not wait. */
			out_flush(d->pace.out);
		}
	}
}

static void shorten(int64_t *least, int64_t wait)
{
	if (wait >= 0 && (*least < 0 || wait < *least))
		*least = wait;
}

int64_t data_wait(struct data *d)
{
	int64_t least = -1;

	d->pace.now = now_ms();
	shorten(&least, vmlinux_wait(&d->vmlinux, &d->pace));
	if (!d->session->object)
		return least;
	shorten(&least, stats_wait(&d->stats, &d->pace));
	shorten(&least, events_wait(&d->events, &d->pace));
	shorten(&least, watch_wait(&d->watches, &d->pace));
	return least;
}

void data_end(struct data *d)
{
	stats_end(&d->stats);
	vmlinux_end(&d->vmlinux);
	events_end(&d->events, &d->pace);
}
