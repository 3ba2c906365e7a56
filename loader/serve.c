// SPDX-License-Identifier: MIT
/* The worker: commands in, messages out, one session between. */
#include "serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "instance.h"
#include "keeper.h"
#include "kernel.h"
#include "obey.h"

/*
 * The trace_pipe is read on a beat, not when poll() says so: on kernels since 6.1 poll() waits until the buffer is half full
 * (buffer_percent), and waking up for each line makes lines of its own when the program watches the scheduler.
 */
#define TRACE_BEAT_MS 50
/* How long the last messages may take to get out. */
#define LAST_WORDS_MS 2000

static void read_input(struct serve *s)
{
	char bytes[64 << 10];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
	size_t at = 0, used;

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		serve_stop(s, "stdin-closed", STATUS_STOPPED);
		return;
	}
	s->heard = now_ms();
	while (at < (size_t)n && !s->stop) {
		enum command_kind kind = command_feed(&s->commands, bytes + at, (size_t)n - at, &used);

		at += used;
		obey(s, kind);
	}
}

static void shorten(int64_t *wait, int64_t other)
{
	if (other < 0)
		other = 0;
	if (*wait < 0 || other < *wait)
		*wait = other;
}

/* Milliseconds until something is due; -1: nothing is. */
static int64_t next_due(struct serve *s)
{
	int64_t wait = -1, data = data_wait(&s->data);

	if (s->worker->lease_ms) {
		shorten(&wait, s->heard + s->worker->lease_ms - now_ms());
		if (s->out.blocked_since)
			shorten(&wait, s->out.blocked_since + s->worker->lease_ms - now_ms());
	}
	if (s->running)
		shorten(&wait, s->more ? 0 : s->trace_due - now_ms());
	if (data >= 0)
		shorten(&wait, data);
	return wait;
}

static void check_lease(struct serve *s)
{
	int64_t since = now_ms() - s->worker->lease_ms;

	if (!s->worker->lease_ms)
		return;
	if (s->heard <= since || (s->out.blocked_since && s->out.blocked_since <= since))
		serve_stop(s, "lease", STATUS_STOPPED);
}

/* Writes what there is to say, waits until something is due if it may wait, and deals with what has come. */
static void turn(struct serve *s, bool wait)
{
	struct pollfd polled[] = {
		{ .fd = s->signal_fd, .events = POLLIN },
		{ .fd = s->worker->keeper_fd, .events = POLLIN },
		{ .fd = s->out.fd },
		{ .fd = s->worker->file ? -1 : STDIN_FILENO, .events = POLLIN },
	};

	out_flush(&s->out);
	/* Without events too: a pipe that nobody reads any more says POLLERR. */
	polled[2].events = out_pending(&s->out) ? POLLOUT : 0;
	if (s->out.gone)
		polled[2].fd = -1;
	/* Asked after writing: what has got out now can be what the next report waits for. */
	if (poll(polled, sizeof(polled) / sizeof(polled[0]), wait ? (int)next_due(s) : 0) > 0) {
		if (polled[0].revents)
			serve_stop(s, "signal", STATUS_STOPPED);
		if (polled[1].revents)
			serve_stop(s, "killed", STATUS_STOPPED);
		if (polled[2].revents & (POLLERR | POLLHUP | POLLNVAL))
			s->out.gone = true;
		else if (polled[2].revents)
			out_flush(&s->out);
		if (polled[3].revents)
			read_input(s);
	}
	if (s->out.gone)
		serve_stop(s, "signal", STATUS_STOPPED);
	check_lease(s);
}

/* Loading takes its time; what has come in meanwhile counts before anything is attached. */
static bool stop_wanted(void *data)
{
	struct serve *s = data;

	turn(s, false);
	return s->stop != NULL;
}

static void load_file(struct serve *s)
{
	char why[512];

	s->due.bytes = file_read(s->worker->file, OBJECT_LIMIT, &s->due.size, why, sizeof(why));
	s->load_due = s->due.bytes != NULL;
	if (s->load_due)
		return;
	report_failed(&s->reporter, "open", NULL, 0, "%s", why);
	serve_stop(s, "failed", STATUS_USAGE);
}

static void read_trace(struct serve *s)
{
	int64_t now = now_ms();

	if (!s->more && now < s->trace_due)
		return;
	s->more = trace_read(&s->session.trace, &s->reporter);
	s->trace_due = now + TRACE_BEAT_MS;
}

static void loop(struct serve *s)
{
	while (!s->stop) {
		if (obey_due(s))
			continue;
		if (s->running)
			read_trace(s);
		data_turn(&s->data);
		report_lost_flush(&s->reporter, false);
		turn(s, true);
	}
}

static void say_hello(struct serve *s)
{
	kernel_examine(&s->kernel, s->worker->fs);
	s->reporter.style->hello(&s->out, &s->kernel);
}

static void init(struct serve *s, const struct worker *worker)
{
	sigset_t signals;

	keeper_signals(&signals);
	*s = (struct serve){ .worker = worker, .heard = now_ms() };
	s->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC);
	out_init(&s->out, worker->out_state);
	s->reporter = (struct reporter){
		.style = worker->file ? &report_text : &report_json, .out = &s->out, .verbose = worker->verbose,
	};
	session_init(&s->session, &s->reporter, worker->fs, worker->keeper);
	data_init(&s->data, &s->session, &s->out);
	s->session.kernel = &s->kernel;
	s->session.stop_wanted = stop_wanted;
	s->session.stop_data = s;
}

int worker_run(const struct worker *worker)
{
	/* Before 5.11 maps and programs count as locked memory, and the default is 64 KiB. */
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct serve s;

	init(&s, worker);
	setrlimit(RLIMIT_MEMLOCK, &all);
	if (worker->fs->state == TRACEFS_GOOD)
		instance_sweep(worker->fs->root);
	say_hello(&s);
	if (worker->file)
		load_file(&s);
	loop(&s);
	/* First of all: detach. What cannot be said any more is not waited for. */
	session_end(&s.session);
	data_end(&s.data);
	s.reporter.style->stopped(&s.out, s.stop);
	out_drain(&s.out, LAST_WORDS_MS);
	object_source_free(&s.due);
	command_reader_free(&s.commands);
	return s.status;
}
