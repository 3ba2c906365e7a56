// SPDX-License-Identifier: MIT
/* The command line: what to run, and under whose care. */
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "expire.h"
#include "inspect.h"
#include "keeper.h"
#include "serve.h"
#include "tracefs.h"
#include "version.h"

/* Seconds; a day is longer than anybody stays away and means it. */
#define LEASE_LIMIT 86400

static const char usage[] =
	"Loads BPF tracepoint programs, shows what they print, and leaves nothing behind.\n"
	"\n"
	"  bpf-tracepoints-loader run [--verbose] FILE.o\n"
	"      Loads and attaches FILE.o's programs and prints their output until Ctrl-C.\n"
	"  bpf-tracepoints-loader serve [--lease SECONDS] [--verbose]\n"
	"      The same for a program: JSON lines on standard output, commands on standard input\n"
	"      (load SIZE [only=NAME,NAME] and the object's bytes; ping; stop). Stops when standard\n"
	"      input closes, or nothing comes in for the lease.\n"
	"  bpf-tracepoints-loader --version\n";

/* A descriptor that is closed at the start would be given to the next file opened, and be written to. */
static void fill_standard_descriptors(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_WRONLY : O_RDONLY) < 0)
			_exit(STATUS_USAGE);
}

static int complain(const char *what, const char *argument)
{
	fprintf(stderr, "bpf-tracepoints-loader: %s%s%s\n\n%s", what, argument ? ": " : "", argument ? argument : "", usage);
	return STATUS_USAGE;
}

static bool parse_lease(const char *text, int *lease_ms)
{
	char *end;
	long seconds;

	if (!text || *text < '0' || *text > '9')
		return false;
	seconds = strtol(text, &end, 10);
	if (*end || seconds < 1 || seconds > LEASE_LIMIT)
		return false;
	*lease_ms = (int)seconds * 1000;
	return true;
}

static int start(struct worker *worker)
{
	struct tracefs fs;
	struct keeper keeper = { .fs = &fs, .text = worker->file != NULL };
	int error;

	tracefs_find(&fs);
	error = keeper_split(&keeper);
	if (error) {
		fprintf(stderr, "bpf-tracepoints-loader: %s\n", strerror(-error));
		return STATUS_FAILED;
	}
	worker->fs = &fs;
	worker->keeper = keeper.pid;
	worker->keeper_fd = keeper.fd;
	worker->out_state = keeper.out_state;
	return worker_run(worker);
}

static int serve(int count, char **arguments)
{
	struct worker worker = { 0 };
	int i;

	for (i = 0; i < count; i++) {
		if (!strcmp(arguments[i], "--verbose")) {
			worker.verbose = true;
		} else if (!strcmp(arguments[i], "--lease")) {
			if (!parse_lease(i + 1 < count ? arguments[++i] : NULL, &worker.lease_ms))
				return complain("--lease needs whole seconds, 1 to 86400", NULL);
		} else {
			return complain("unknown option", arguments[i]);
		}
	}
	return start(&worker);
}

static int run(int count, char **arguments)
{
	struct worker worker = { 0 };
	int i;

	for (i = 0; i < count; i++) {
		if (!strcmp(arguments[i], "--verbose"))
			worker.verbose = true;
		else if (arguments[i][0] == '-' || worker.file)
			return complain("run takes one file", NULL);
		else
			worker.file = arguments[i];
	}
	return worker.file ? start(&worker) : complain("run needs a file", NULL);
}

int main(int argc, char **argv)
{
	fill_standard_descriptors();
	if (argc < 2)
		return complain("what to do?", NULL);
	if (!strcmp(argv[1], "serve"))
		return serve(argc - 2, argv + 2);
	if (!strcmp(argv[1], "run"))
		return run(argc - 2, argv + 2);
	/* A process of ours that stays behind. */
	if (!strcmp(argv[1], "expire") && argc == 3 && command_good_name(argv[2]))
		return expire_run(argv[2]);
	/* For tests: parsers alone, which reach no kernel. */
	if (!strcmp(argv[1], "check") && argc == 3)
		return inspect_object(argv[2]);
	if (!strcmp(argv[1], "parse-trace") && argc == 2)
		return inspect_trace();
	if (!strcmp(argv[1], "parse-commands") && argc == 2)
		return inspect_commands();
	if (!strcmp(argv[1], "parse-manifest") && argc == 3)
		return inspect_manifest(argv[2]);
	if (!strcmp(argv[1], "--version") && argc == 2) {
		printf("bpf-tracepoints-loader %s (libbpf %s)\n", LOADER_VERSION, libbpf_version_string() + 1);
		return 0;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		fputs(usage, stdout);
		return 0;
	}
	return complain("unknown command", argv[1]);
}
