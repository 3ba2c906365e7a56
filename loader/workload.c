// SPDX-License-Identifier: MIT
/* Things to do again and again, each of which hits some tracepoints. */
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "instance.h"
#include "syscalls.h"
#include "tracefs.h"

struct workload_kind {
	const char *name;
	/* NULL: nothing to get ready. */
	bool (*begin)(struct workload *w);
	void (*once)(struct workload *w);
};

static bool begin_rename(struct workload *w)
{
	w->fds[0] = open("/proc/self/comm", O_WRONLY | O_CLOEXEC);
	return w->fds[0] >= 0;
}

/* The name that we have anyway: other loaders know us by it. */
static void rename_once(struct workload *w)
{
	if (write(w->fds[0], LOADER_COMM, sizeof(LOADER_COMM) - 1) < 0)
		return;
}

static void call_once(struct workload *w)
{
	const struct system_call *c = w->call;

	syscall(c->number, c->arguments[0], c->arguments[1], c->arguments[2], 0L, 0L, 0L);
}

/* The other side of the pipes; ends when ours closes. */
static void __attribute__((noreturn)) echo(int from, int to)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(from, &byte, 1) == 1 && write(to, &byte, 1) == 1)
		;
	_exit(0);
}

static bool begin_pipes(struct workload *w)
{
	if (pipe2(w->fds, O_CLOEXEC) || pipe2(w->fds + 2, O_CLOEXEC))
		return false;
	w->child = fork();
	if (!w->child) {
		close(w->fds[1]);
		close(w->fds[2]);
		echo(w->fds[0], w->fds[3]);
	}
	return w->child > 0;
}

/* On one CPU: we sleep, the other wakes up, and back. */
static void pipes_once(struct workload *w)
{
	char byte = 0;

	if (write(w->fds[1], &byte, 1) != 1 || read(w->fds[2], &byte, 1) != 1)
		return;
}

static void wait_for(pid_t child)
{
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static void fork_once(struct workload *w)
{
	pid_t child = fork();

	(void)w;
	if (!child)
		_exit(0);
	wait_for(child);
}

static void exec_once(struct workload *w)
{
	static char *const environment[] = { NULL };
	static char *const arguments[] = { "bpf-tracepoints-loader", "--version", NULL };
	pid_t child = fork();

	if (!child) {
		dup2(w->fds[0], STDOUT_FILENO);
		execve("/proc/self/exe", arguments, environment);
		_exit(1);
	}
	wait_for(child);
}

static bool begin_exec(struct workload *w)
{
	w->fds[0] = open("/dev/null", O_WRONLY | O_CLOEXEC);
	return w->fds[0] >= 0;
}

static void on_signal(int number)
{
	(void)number;
}

static bool begin_signal(struct workload *w)
{
	const struct sigaction action = { .sa_handler = on_signal };

	return !sigaction(SIGUSR1, &action, &w->before);
}

static void signal_once(struct workload *w)
{
	(void)w;
	raise(SIGUSR1);
}

/* Opens and frees files and their buffers. */
static void pipe_once(struct workload *w)
{
	int fds[2];

	(void)w;
	if (pipe2(fds, O_CLOEXEC))
		return;
	close(fds[0]);
	close(fds[1]);
}

static bool begin_fault(struct workload *w)
{
	w->page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return w->page != MAP_FAILED;
}

static void fault_once(struct workload *w)
{
	madvise(w->page, 4096, MADV_DONTNEED);
	*(volatile char *)w->page = 1;
}

static void sleep_once(struct workload *w)
{
	const struct timespec shortest = { .tv_nsec = 1 };

	(void)w;
	nanosleep(&shortest, NULL);
}

static bool begin_datagram(struct workload *w)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);

	w->fds[0] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return w->fds[0] >= 0 && !bind(w->fds[0], (struct sockaddr *)&address, size) &&
	       !getsockname(w->fds[0], (struct sockaddr *)&address, &size) &&
	       !connect(w->fds[0], (struct sockaddr *)&address, size);
}

static void datagram_once(struct workload *w)
{
	char byte = 0;

	if (send(w->fds[0], &byte, 1, MSG_DONTWAIT) == 1)
		recv(w->fds[0], &byte, 1, MSG_DONTWAIT);
}

static const struct workload_kind task_rename = { "task rename", begin_rename, rename_once };
static const struct workload_kind system_call = { "", NULL, call_once };
static const struct workload_kind round_trip = { "pipe round trip", begin_pipes, pipes_once };
static const struct workload_kind forking = { "fork and exit", NULL, fork_once };
static const struct workload_kind executing = { "fork and exec", begin_exec, exec_once };
static const struct workload_kind signalling = { "signal to itself", begin_signal, signal_once };
static const struct workload_kind allocating = { "pipe opened and closed", NULL, pipe_once };
static const struct workload_kind faulting = { "page fault", begin_fault, fault_once };
static const struct workload_kind sleeping = { "shortest sleep", NULL, sleep_once };
static const struct workload_kind sending = { "datagram to itself", begin_datagram, datagram_once };

/* Which operation hits an event; "*": any of the category. The first that fits counts. */
static const struct {
	const char *category;
	const char *event;
	const struct workload_kind *kind;
} hits[] = {
	{ "task", "task_rename", &task_rename },
	{ "task", "*", &forking },
	{ "sched", "sched_process_exec", &executing },
	{ "sched", "sched_process_*", &forking },
	{ "sched", "sched_wakeup_new", &forking },
	{ "sched", "sched_switch", &round_trip },
	{ "sched", "sched_wak*", &round_trip },
	{ "sched", "sched_stat_*", &round_trip },
	{ "signal", "*", &signalling },
	{ "kmem", "*", &allocating },
	{ "exceptions", "page_fault_user", &faulting },
	{ "timer", "hrtimer_*", &sleeping },
	{ "net", "*", &sending },
	{ "skb", "*", &sending },
	{ "irq", "softirq_*", &sending },
};

static bool fits(const char *pattern, const char *name)
{
	const char *star = strchr(pattern, '*');

	return star ? !strncmp(pattern, name, (size_t)(star - pattern)) : !strcmp(pattern, name);
}

static void set_kind(struct workload *w, const struct workload_kind *kind)
{
	*w = (struct workload){ .name = kind->name, .kind = kind };
}

static bool set_call(struct workload *w, const char *name)
{
	const struct system_call *call = system_call_find(name);

	if (!call)
		return false;
	set_kind(w, &system_call);
	w->call = call;
	w->name = call->name;
	return true;
}

void workload_rename(struct workload *w)
{
	set_kind(w, &task_rename);
}

/* "sys_enter_NAME" or "sys_exit_NAME" */
static const char *call_of(const char *event)
{
	if (!strncmp(event, "sys_enter_", 10))
		return event + 10;
	return strncmp(event, "sys_exit_", 9) ? NULL : event + 9;
}

bool workload_for(struct workload *w, const char *category, const char *event)
{
	size_t i;

	if (category && !strcmp(category, "syscalls") && call_of(event))
		return set_call(w, call_of(event));
	if (!strcmp(event, "sys_enter") || !strcmp(event, "sys_exit"))
		return set_call(w, "getppid");
	for (i = 0; i < sizeof(hits) / sizeof(hits[0]); i++) {
		/* An event without its category is the name of a raw tracepoint: no pattern that fits everything. */
		bool any = !strcmp(hits[i].event, "*");

		if (category ? strcmp(category, hits[i].category) : any)
			continue;
		if (!fits(hits[i].event, event))
			continue;
		set_kind(w, hits[i].kind);
		return true;
	}
	return false;
}

static void close_all(struct workload *w)
{
	size_t i;

	for (i = 0; i < sizeof(w->fds) / sizeof(w->fds[0]); i++) {
		if (w->fds[i] >= 0)
			close(w->fds[i]);
		w->fds[i] = -1;
	}
	if (w->child > 0) {
		kill(w->child, SIGKILL);
		wait_for(w->child);
	}
	w->child = 0;
}

bool workload_begin(struct workload *w)
{
	memset(w->fds, -1, sizeof(w->fds));
	if (!w->kind->begin || w->kind->begin(w))
		return true;
	close_all(w);
	return false;
}

void workload_do(struct workload *w)
{
	w->kind->once(w);
}

void workload_end(struct workload *w)
{
	close_all(w);
	if (w->kind == &signalling)
		sigaction(SIGUSR1, &w->before, NULL);
	if (w->kind == &faulting)
		munmap(w->page, 4096);
}
