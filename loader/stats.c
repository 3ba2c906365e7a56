// SPDX-License-Identifier: MIT
/* How often the session's programs ran, and how long that took. */
#include "stats.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "json.h"
#include "message.h"
#include "tracefs.h"

/* Nobody reads numbers that change more often, and each report costs a system call a program. */
#define SHORTEST_PERIOD_MS 20

void stats_init(struct stats *s)
{
	*s = (struct stats){ .fd = -1 };
}

/* Somebody else has switched counting on for the whole machine (Documentation/admin-guide/sysctl/kernel.rst; since 5.1). */
static bool counted_anyway(void)
{
	char text[16];

	return read_small_file("/proc/sys/kernel/bpf_stats_enabled", text, sizeof(text)) > 0 && text[0] == '1';
}

static bool begin(struct stats *s, struct out *out)
{
	int error;

	s->fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (s->fd >= 0)
		return true;
	error = -s->fd;
	s->fd = -1;
	if (counted_anyway())
		return true;
	if (error == EINVAL)
		message_denied(out, "stats", error,
			       "This kernel cannot count runs for one session only (that came with 5.8). "
			       "To count them all: sysctl kernel.bpf_stats_enabled=1 (5.1 or newer).");
	else
		message_denied(out, "stats", error, "The kernel does not count runs: %s.", strerror(error));
	return false;
}

void stats_set(struct stats *s, unsigned int period_ms, struct out *out)
{
	bool on = s->period_ms != 0;

	if (!period_ms) {
		stats_end(s);
		return;
	}
	if (!on && !begin(s, out))
		return;
	s->period_ms = period_ms < SHORTEST_PERIOD_MS ? SHORTEST_PERIOD_MS : period_ms;
	s->due = now_ms();
}

static void add_program(struct buffer *b, const struct session *session, const struct bpf_program *program)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	int fd = session_program_fd(session, program);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return;
	json_open_object(b, NULL);
	json_number(b, "id", info.id);
	json_number(b, "runs", (long long)info.run_cnt);
	json_number(b, "ns", (long long)info.run_time_ns);
	/* Kernels before 5.12 leave it 0. */
	json_number(b, "missed", (long long)info.recursion_misses);
	json_close_object(b);
}

bool stats_turn(struct stats *s, const struct session *session, struct pace *pace)
{
	struct bpf_program *program;
	struct buffer b = { 0 };

	if (!s->period_ms || !pace_due(pace, s->due))
		return false;
	s->due = pace->now + s->period_ms;
	message_begin(&b, "stats");
	json_number(&b, "time", now_ns());
	json_open_array(&b, "programs");
	bpf_object__for_each_program(program, session->object)
		add_program(&b, session, program);
	json_close_array(&b);
	pace_send(pace, &b);
	return true;
}

int64_t stats_wait(const struct stats *s, const struct pace *pace)
{
	return s->period_ms ? pace_wait(pace, s->due) : -1;
}

void stats_end(struct stats *s)
{
	if (s->fd >= 0)
		close(s->fd);
	stats_init(s);
}
