// SPDX-License-Identifier: MIT
/* The process that limit.c starts: sleeps until the time is up, and unloads what was kept. */
#include "expire.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "manifest.h"
#include "out.h"
#include "place.h"
#include "report.h"
#include "serve.h"
#include "unload.h"

/* Between two tries, when unloading failed: another process holds a link. Seconds. */
#define RETRY 60

/* kept.end of what is kept under the name; 0: there is nothing to wait for. */
static long long read_end(const char *name)
{
	struct kept kept = { 0 };
	struct place place;
	long long end = 0;
	char why[256];
	int folder = place_open_entry(&place, name, -1, why, sizeof(why));

	if (folder < 0)
		return 0;
	if (!manifest_read(folder, &kept))
		end = kept.end;
	kept_free(&kept);
	close(folder);
	place_close(&place);
	return end;
}

static int unload_now(const char *name)
{
	struct out_state state = { 0 };
	struct out out;
	struct reporter reporter = { .style = &report_json, .out = &out };
	struct place place;
	char why[1024];
	int error;

	out_init(&out, &state);
	error = place_open(&place, false, -1, why, sizeof(why));
	if (error)
		return error;
	error = unload_kept(&place, name, &reporter, why, sizeof(why));
	place_close(&place);
	out_drain(&out, 0);
	buffer_free(&out.pending);
	return error;
}

int expire_run(const char *name)
{
	long long end = read_end(name);
	const struct timespec until = { .tv_sec = end / 1000, .tv_nsec = end % 1000 * 1000000 };

	if (!end)
		return STATUS_FAILED;
	while (clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
	/* A link that somebody holds lets go some day. */
	while (unload_now(name) == -EBUSY)
		sleep(RETRY);
	return 0;
}
