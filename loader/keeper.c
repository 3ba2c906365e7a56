// SPDX-License-Identifier: MIT
/*
 * A second process that cleans up when the worker cannot.
 *
 * Links and programs vanish with the worker's descriptors, whatever kills it. The trace instance is a directory and does not: the
 * keeper, which holds nothing and does nothing that could fail, outlives the worker and removes it. When the keeper is killed
 * first, the worker sees the end of a pipe and stops by itself. When both are, the next loader's instance_sweep() does it.
 */
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "instance.h"
#include "report.h"
#include "serve.h"

/* A worker that was told to stop and is deep in the verifier gets so long; SIGKILL gets it out. */
#define PATIENCE_MS 3000
#define LAST_WORDS_MS 1000

void keeper_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGPIPE);
}

/* Bugs of ours or of libbpf's, as opposed to somebody's kill. */
static bool is_crash(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGFPE || signal == SIGILL;
}

static void report_death(const struct keeper *k, int signal)
{
	struct reporter reporter = { .style = k->text ? &report_text : &report_json };
	bool inside_line = k->out_state->inside_line;
	struct out out;

	out_init(&out, k->out_state);
	reporter.out = &out;
	if (inside_line && !k->text)
		out_add(&out, "\n", 1);
	if (is_crash(signal))
		report_failed(&reporter, "load", NULL, 0,
			      "The loader crashed (SIG%s). The object may be damaged; nothing is left attached.",
			      sigabbrev_np(signal));
	reporter.style->stopped(&out, "killed");
	out_drain(&out, LAST_WORDS_MS);
}

/* Passes signals on until the worker has ended; its wait status. */
static int wait_for(pid_t worker)
{
	int64_t deadline = 0;
	sigset_t set;
	int status;

	keeper_signals(&set);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		const struct timespec second = { .tv_sec = 1 };
		int signal;

		if (waitpid(worker, &status, WNOHANG) == worker)
			return status;
		signal = deadline ? sigtimedwait(&set, NULL, &second) : sigwaitinfo(&set, NULL);
		if (signal > 0 && signal != SIGCHLD && signal != SIGPIPE) {
			kill(worker, SIGTERM);
			if (!deadline)
				deadline = now_ms() + PATIENCE_MS;
		}
		if (deadline && now_ms() >= deadline)
			kill(worker, SIGKILL);
	}
}

static int __attribute__((noreturn)) keep(const struct keeper *k, pid_t worker)
{
	int status = wait_for(worker);

	/* Always: also a worker that ends in good order may have been unable to. */
	if (k->fs->state == TRACEFS_GOOD)
		instance_remove(k->fs->root, getpid());
	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	report_death(k, WTERMSIG(status));
	_exit(STATUS_FAILED);
}

static int make_shared(struct keeper *k)
{
	void *page = mmap(NULL, sizeof(struct out_state), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return -errno;
	k->out_state = page;
	return 0;
}

int keeper_split(struct keeper *k)
{
	sigset_t set;
	int pipe_fds[2], error;
	pid_t worker;

	/* instance_sweep() of other loaders knows us by this name. */
	prctl(PR_SET_NAME, LOADER_COMM);
	keeper_signals(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	error = make_shared(k);
	if (error)
		return error;
	if (pipe2(pipe_fds, O_CLOEXEC))
		return -errno;
	k->pid = getpid();
	worker = fork();
	if (worker < 0)
		return -errno;
	if (worker) {
		close(pipe_fds[0]);
		keep(k, worker);
	}
	close(pipe_fds[1]);
	k->fd = pipe_fds[0];
	return 0;
}
