// SPDX-License-Identifier: MIT
/*
 * Starts, finds and ends the process that unloads what was kept when its time is up (expire.c).
 *
 * It holds a lock on a file beside the manifest for as long as it lives, and its number is in that file: so others know whether
 * it is there, and that the number is its own.
 */
#include "limit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "serve.h"
#include "tracefs.h"

#define LIMIT_FILE "limit"
#define LOCK_FD 3

long long limit_left(long long end)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_BOOTTIME, &now);
	left = end - ((long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	return left > 0 ? (left + 999) / 1000 : 0;
}

bool limit_is_over(long long end)
{
	return limit_left(end) == 0;
}

/*
 * Out of the login session's group of processes: where systemd-logind is told to (KillUserProcesses=yes), it ends all of them when
 * the user logs out. What is in the root group belongs to no unit. Where this fails, the lock tells that the process is gone.
 */
static void leave_session(void)
{
	static const char *const roots[] = { "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/unified/cgroup.procs",
					     "/sys/fs/cgroup/systemd/cgroup.procs" };
	size_t i;

	for (i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		write_small_file(roots[i], "0");
}

static void __attribute__((noreturn)) become(int lock, const char *name)
{
	static char *const environment[] = { NULL };
	char *arguments[] = { "bpf-tracepoints-loader", "expire", (char *)name, NULL };
	int null = open("/dev/null", O_RDWR);
	char number[16];
	sigset_t none;
	int fd;

	snprintf(number, sizeof(number), "%d\n", (int)getpid());
	if (null < 0 || ftruncate(lock, 0) || write(lock, number, strlen(number)) < 0 || chdir("/"))
		_exit(STATUS_FAILED);
	leave_session();
	for (fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	dup2(lock, LOCK_FD);
	for (fd = LOCK_FD + 1; fd < (int)sysconf(_SC_OPEN_MAX) && fd < 65536; fd++)
		close(fd);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Also when the file has been removed or replaced since. */
	execve("/proc/self/exe", arguments, environment);
	_exit(STATUS_FAILED);
}

/* Forks twice, so that the process is nobody's child and needs nobody to wait for it. */
static bool spawn(int lock, const char *name)
{
	pid_t first = fork();
	int status;

	if (!first) {
		pid_t second;

		setsid();
		second = fork();
		if (!second)
			become(lock, name);
		_exit(second < 0);
	}
	if (first < 0)
		return false;
	while (waitpid(first, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static int open_file(int folder, int flags)
{
	return openat(folder, LIMIT_FILE, flags | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool limit_start(int folder, const char *name, char *why, size_t why_size)
{
	int lock = open_file(folder, O_CREAT);
	bool good = lock >= 0 && !flock(lock, LOCK_EX | LOCK_NB) && spawn(lock, name);

	if (!good)
		snprintf(why, why_size, "No process could be started that unloads it when the time is up: %s.", strerror(errno));
	if (lock >= 0)
		close(lock);
	return good;
}

/* A descriptor of the file while the process lives, or -1. */
static int open_living(int folder)
{
	int fd = open_file(folder, 0);

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		return fd;
	close(fd);
	return -1;
}

bool limit_lives(int folder)
{
	int fd = open_living(folder);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void limit_end(int folder)
{
	int fd = open_living(folder), process;
	char text[16] = "";
	long pid;

	if (fd < 0)
		return;
	pid = read(fd, text, sizeof(text) - 1) > 0 ? strtol(text, NULL, 10) : 0;
	process = pid > 0 && pid != getpid() ? (int)syscall(SYS_pidfd_open, (pid_t)pid, 0) : -1;
	/* Still locked: so the number was its own, and the descriptor is of that process. */
	if (process >= 0 && flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		syscall(SYS_pidfd_send_signal, process, SIGTERM, NULL, 0);
	if (process >= 0)
		close(process);
	close(fd);
}
