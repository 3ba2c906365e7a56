// SPDX-License-Identifier: MIT
/*
 * What each of a session's programs costs: the same operation with nothing attached, then with one program at a time, in turns, so
 * that a machine that gets warmer or busier does so for all of them.
 */
#include "measure.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "attach.h"
#include "bench.h"
#include "json.h"
#include "message.h"
#include "section.h"

/* Rows of one operation: nothing, and the programs. */
#define ROWS_LIMIT 65
#define WORKLOADS_LIMIT 17
/* ms 0 says nothing; a round this long is worth the attaching. */
#define SHORTEST_MS 5

struct trial {
	struct workload workload;
	struct bench_row rows[ROWS_LIMIT];
	size_t row_count;
};

struct measurement {
	struct session *session;
	/* Attaches without telling. */
	struct reporter quiet;
	struct trial *trials;
	size_t trial_count;
	size_t done;
};

static void say_nothing(struct out *out, const struct attached_info *info)
{
	(void)out;
	(void)info;
}

static void fail_nothing(struct out *out, const struct failure *failure)
{
	(void)out;
	(void)failure;
}

static void detach(struct session *s)
{
	while (s->link_count)
		bpf_link__destroy(s->links[--s->link_count]);
	free(s->links);
	s->links = NULL;
}

/* The event's name in a section that libbpf attaches to a raw tracepoint, or NULL. */
static const char *raw_event(const char *section)
{
	static const char *const kinds[] = { "raw_tp/", "raw_tracepoint/", "tp_btf/" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(section, kinds[i], strlen(kinds[i])))
			return section + strlen(kinds[i]);
	return NULL;
}

static bool own_workload(const struct bpf_program *program, struct workload *w)
{
	const char *name = bpf_program__section_name(program);
	struct section section;

	section_parse(name, &section);
	if (section.kind == SECTION_TRACEPOINT)
		return workload_for(w, section.category, section.event);
	return raw_event(name) && workload_for(w, NULL, raw_event(name));
}

static bool is_own(const struct bpf_program *program, const struct workload *w)
{
	struct workload own;

	return own_workload(program, &own) && own.kind == w->kind && own.call == w->call;
}

static bool is_planned(const struct measurement *m, const struct workload *w)
{
	size_t i;

	for (i = 0; i < m->trial_count; i++)
		if (m->trials[i].workload.kind == w->kind && m->trials[i].workload.call == w->call)
			return true;
	return false;
}

static void plan_trial(struct measurement *m, const struct workload *w)
{
	struct trial *trial = &m->trials[m->trial_count];

	if (m->trial_count == WORKLOADS_LIMIT || is_planned(m, w))
		return;
	*trial = (struct trial){ .workload = *w, .row_count = 1 };
	trial->rows[0].workload = w->name;
	m->trial_count++;
}

static struct bpf_link *attach(struct measurement *m, const struct bpf_program *program)
{
	struct bpf_link *link;

	return attach_program(program, m->session->fs, &m->quiet, &link) ? link : NULL;
}

/* Task rename is measured with every program: what one costs that is not hit shows there. Others with those that they hit. */
static void plan_rows(struct measurement *m, const struct bpf_program *program)
{
	struct bpf_link *link = attach(m, program);
	bool any = false;
	size_t i;

	for (i = 0; link && i < m->trial_count; i++) {
		struct trial *trial = &m->trials[i];
		bool hit = is_own(program, &trial->workload) || bench_hits(&trial->workload, program);

		any = any || hit;
		if ((i == 0 || hit) && trial->row_count < ROWS_LIMIT)
			trial->rows[trial->row_count++] =
				(struct bench_row){ .workload = trial->workload.name, .program = program };
	}
	if (link && !any)
		report_log(m->session->reporter, "info", "No operation is known that makes '%s' (%s) run.",
			   bpf_program__name(program), bpf_program__section_name(program));
	bpf_link__destroy(link);
}

static void plan(struct measurement *m)
{
	struct bpf_program *program;
	struct workload w;

	workload_rename(&w);
	plan_trial(m, &w);
	bpf_object__for_each_program(program, m->session->object) {
		if (bpf_program__autoload(program) && own_workload(program, &w))
			plan_trial(m, &w);
	}
	bpf_object__for_each_program(program, m->session->object)
		if (bpf_program__autoload(program))
			plan_rows(m, program);
}

static size_t count_rows(const struct measurement *m)
{
	size_t i, count = 0;

	for (i = 0; i < m->trial_count; i++)
		count += m->trials[i].row_count;
	return count;
}

static void say_progress(struct measurement *m)
{
	struct buffer b = { 0 };

	message_begin(&b, "measuring");
	json_number(&b, "done", (long long)m->done++);
	json_number(&b, "of", (long long)(count_rows(m) * BENCH_ROUNDS));
	message_end(m->session->reporter->out, &b);
	out_flush(m->session->reporter->out);
}

static bool ended(void *data)
{
	struct session *s = data;

	return session_stop_wanted(s) || s->measure_cancelled;
}

static bool one_round(struct measurement *m, struct trial *trial, struct bench_row *row, unsigned int ms)
{
	const struct bench_stop stop = { ended, m->session };
	struct bpf_link *link = NULL;
	bool good;

	say_progress(m);
	if (row->program) {
		link = attach(m, row->program);
		if (!link)
			return false;
	}
	good = bench_round(row, &trial->workload, ms, &stop);
	bpf_link__destroy(link);
	return good;
}

/* Forwards, then backwards: what comes first in one round comes last in the next. */
static bool all_rounds(struct measurement *m, unsigned int ms)
{
	size_t round, i, j;

	for (round = 0; round < BENCH_ROUNDS; round++) {
		for (i = 0; i < m->trial_count; i++) {
			struct trial *trial = &m->trials[i];

			for (j = 0; j < trial->row_count; j++) {
				size_t row = round % 2 ? trial->row_count - 1 - j : j;

				if (!one_round(m, trial, &trial->rows[row], ms))
					return false;
			}
		}
	}
	return true;
}

static void add_row(struct buffer *b, const struct bench_row *row)
{
	double median, least, most;

	bench_result(row, &median, &least, &most);
	json_open_object(b, NULL);
	json_string(b, "workload", row->workload);
	json_string(b, "program", row->program ? bpf_program__name(row->program) : "");
	json_decimal(b, "ns", median);
	json_decimal(b, "least", least);
	json_decimal(b, "most", most);
	json_number(b, "operations", (long long)row->operations);
	json_number(b, "runs", (long long)row->runs);
	json_close_object(b);
}

static void say_measured(const struct measurement *m)
{
	struct buffer b = { 0 };
	size_t i, j;

	message_begin(&b, "measured");
	json_open_array(&b, "rows");
	for (i = 0; i < m->trial_count; i++)
		for (j = 0; j < m->trials[i].row_count; j++)
			add_row(&b, &m->trials[i].rows[j]);
	json_close_array(&b);
	message_end(m->session->reporter->out, &b);
}

/* On one CPU: moving between two would be measured too, and a round trip needs both sides on the same. */
static void measure(struct measurement *m, unsigned int ms)
{
	cpu_set_t before, one;
	bool moved = !sched_getaffinity(0, sizeof(before), &before);
	int cpu = sched_getcpu();

	CPU_ZERO(&one);
	if (cpu >= 0 && cpu < CPU_SETSIZE)
		CPU_SET(cpu, &one);
	moved = moved && !sched_setaffinity(0, sizeof(one), &one);
	plan(m);
	if (all_rounds(m, ms))
		say_measured(m);
	else if (m->session->measure_cancelled)
		message_denied(m->session->reporter->out, "measure", 0, "The measurement was cancelled.");
	else if (!session_stop_wanted(m->session))
		message_denied(m->session->reporter->out, "measure", 0, "A program or an operation could not be begun again in the middle.");
	if (moved)
		sched_setaffinity(0, sizeof(before), &before);
}

bool session_measure(struct session *s, unsigned int ms)
{
	struct report_style style = *s->reporter->style;
	struct reporter *aloud = s->reporter;
	struct measurement m = { .session = s, .quiet = *aloud, .trials = calloc(WORKLOADS_LIMIT, sizeof(*m.trials)) };
	bool good;

	if (!m.trials || *s->kept) {
		free(m.trials);
		message_denied(aloud->out, "measure", 0,
			       *s->kept ? "Measuring detaches the programs for a while, and what is kept stays attached." : "No memory.");
		return true;
	}
	style.attached = say_nothing;
	style.failed = fail_nothing;
	m.quiet.style = &style;
	while (trace_read(&s->trace, aloud))
		;
	detach(s);
	measure(&m, ms < SHORTEST_MS ? SHORTEST_MS : ms);
	free(m.trials);
	if (trace_discard(&s->trace))
		report_log(aloud, "info", "What the programs printed while they were measured is not shown.");
	if (session_stop_wanted(s))
		return true;
	/* Attached again as they were: only a failure is told. */
	style.failed = aloud->style->failed;
	s->reporter = &m.quiet;
	good = session_attach(s);
	s->reporter = aloud;
	return good;
}
