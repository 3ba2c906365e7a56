// SPDX-License-Identifier: MIT
/* What would certainly fail is said before it is tried. */
#include "preflight.h"

#include <errno.h>
#include <string.h>

bool preflight_kernel(const struct kernel_info *kernel, const struct tracefs *fs, struct reporter *reporter)
{
	/* The first that is lacking explains those after it: without privilege tracefs is closed as well. */
	static const struct {
		const char *lack;
		const char *stage;
		const char *cause;
		int error;
	} needs[] = {
		{ "bpf", "load", "no-bpf", ENOSYS },
		{ "privilege", "load", "no-permission", EPERM },
		{ "lockdown", "load", "lockdown", EPERM },
		{ "tracefs", "attach", "tracefs-unreadable", EACCES },
	};
	size_t i;

	for (i = 0; kernel && i < sizeof(needs) / sizeof(needs[0]); i++) {
		const char *why = kernel_lack(kernel, needs[i].lack);
		bool missing = !strcmp(needs[i].lack, "tracefs") && fs->state == TRACEFS_NOT_MOUNTED;

		if (!why)
			continue;
		report_failed_because(reporter, needs[i].stage, missing ? "tracefs-missing" : needs[i].cause, NULL,
				      missing ? ENODEV : needs[i].error, "%s", why);
		return false;
	}
	return true;
}

/* Kinds that came after the programs at tracepoints did, in 4.7; those between are on every kernel with BTF. */
static const struct {
	enum bpf_map_type type;
	const char *what;
	const char *since;
	const char *instead;
} young_kinds[] = {
	{ BPF_MAP_TYPE_RINGBUF, "a ring buffer (BPF_MAP_TYPE_RINGBUF)", "5.8",
	  "Use a perf buffer, BPF_MAP_TYPE_PERF_EVENT_ARRAY with bpf_perf_event_output(), which older kernels have too." },
	{ BPF_MAP_TYPE_INODE_STORAGE, "an inode storage", "5.10", "Use a hash map." },
	{ BPF_MAP_TYPE_TASK_STORAGE, "a task storage", "5.11", "Use a hash map, keyed by bpf_get_current_pid_tgid()." },
	{ BPF_MAP_TYPE_BLOOM_FILTER, "a bloom filter", "5.16", "Use a hash map." },
	{ BPF_MAP_TYPE_USER_RINGBUF, "a user ring buffer", "6.1", "Use an array map." },
	/* Younger than Debian 12's linux/bpf.h. */
	{ (enum bpf_map_type)32, "a cgroup storage (BPF_MAP_TYPE_CGRP_STORAGE)", "6.2",
	  "Use a hash map, keyed by bpf_get_current_cgroup_id()." },
};

static bool kind_is_known(const struct bpf_map *map, struct reporter *reporter)
{
	size_t i;

	for (i = 0; i < sizeof(young_kinds) / sizeof(young_kinds[0]); i++) {
		if (young_kinds[i].type != bpf_map__type(map))
			continue;
		/* Negative: it could not be tried, and loading will tell. */
		if (libbpf_probe_bpf_map_type(young_kinds[i].type, NULL))
			return true;
		report_failed_because(reporter, "load", "map-kind", NULL, 0,
				      "Map '%s' is %s, which this kernel does not have: it came with %s. %s", bpf_map__name(map),
				      young_kinds[i].what, young_kinds[i].since, young_kinds[i].instead);
		return false;
	}
	return true;
}

bool preflight_maps(struct bpf_object *object, struct reporter *reporter)
{
	struct bpf_map *map;
	bool good = true;

	bpf_object__for_each_map(map, object)
		if (bpf_map__autocreate(map) && !kind_is_known(map, reporter))
			good = false;
	return good;
}
