// SPDX-License-Identifier: MIT
/* Opens an object and loads its wanted programs, and says of each that is refused why. */
#include "object.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cause.h"
#include "elfcheck.h"
#include "libbpf_log.h"
#include "preflight.h"
#include "section.h"

/* The most that kernels before 5.16 take: bpf_check() in kernel/bpf/verifier.c had UINT_MAX >> 8. Pages unused cost nothing. */
#define LOG_SIZE ((16UL << 20) - 1)
/* Each refusal found costs loading the others once more. */
#define REFUSAL_LIMIT 16

static bool names_program(const char *list, const char *name)
{
	size_t len = strlen(name);
	const char *p;

	for (p = list; p; p = strchr(p, ',')) {
		if (*p == ',')
			p++;
		if (!strncmp(p, name, len) && (!p[len] || p[len] == ','))
			return true;
	}
	return false;
}

/* Every name in "only" must be a program's. */
static bool only_exists(struct bpf_object *object, const char *only, struct reporter *reporter)
{
	char *copy = strdup(only), *rest = NULL, *name;
	bool good = true;

	if (!copy)
		return false;
	for (name = strtok_r(copy, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
		if (bpf_object__find_program_by_name(object, name))
			continue;
		report_failed_because(reporter, "open", "no-such-program", name, 0, "The object has no program named '%s'.", name);
		good = false;
	}
	free(copy);
	return good;
}

/* Of a program that is to run: can libbpf and the kernel make sense of its section at all? */
static bool good_section(struct bpf_program *program, struct reporter *reporter, size_t *tracepoints)
{
	const char *name = bpf_program__section_name(program);
	struct section section;

	section_parse(name, &section);
	if (section.kind == SECTION_TRACEPOINT)
		++*tracepoints;
	if (section.kind != SECTION_WITHOUT_EVENT)
		return true;
	report_failed_because(
		reporter, "attach", "never-attaches", bpf_program__name(program), 0,
		"Section '%s' names no tracepoint, so the program would load and never run. Write SEC(\"tp/category/event\").", name);
	return false;
}

static bool choose(struct bpf_object *object, const struct object_source *source, struct reporter *reporter)
{
	struct bpf_program *program;
	size_t programs = 0, tracepoints = 0, problems = 0;

	if (source->only && !only_exists(object, source->only, reporter))
		return false;
	bpf_object__for_each_program(program, object) {
		if (source->only)
			bpf_program__set_autoload(program, names_program(source->only, bpf_program__name(program)));
		if (!bpf_program__autoload(program))
			continue;
		programs++;
		if (!good_section(program, reporter, &tracepoints))
			problems++;
	}
	if (problems)
		return false;
	if (!programs)
		report_failed_because(reporter, "open", "no-program", NULL, 0, "The object has no program that loads by default.");
	else if (!tracepoints)
		report_failed_because(reporter, "open", "no-program", NULL, 0,
				      "The object has no tracepoint program: none has a section tp/category/event.");
	return tracepoints > 0;
}

/* libbpf would pin maps that ask for it (LIBBPF_PIN_BY_NAME), and the pin would outlive us. */
static void forbid_pins(struct bpf_object *object, struct reporter *reporter)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		if (!bpf_map__pin_path(map))
			continue;
		report_log(reporter, "warn", "Map '%s' asks to be pinned; it is not, so that nothing is left behind.",
			   bpf_map__name(map));
		bpf_map__set_pin_path(map, NULL);
	}
}

static struct bpf_object *open_bytes(const struct object_source *source)
{
	/* The kernel's names of global variables' maps begin with it: the same for every object, so that they are found again. */
	DECLARE_LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "object");

	return bpf_object__open_mem(source->bytes, source->size, &options);
}

struct bpf_object *object_read(const struct object_source *source)
{
	char why[512];

	return elf_check(source->bytes, source->size, why, sizeof(why)) == ELF_GOOD ? open_bytes(source) : NULL;
}

void object_source_free(struct object_source *source)
{
	free(source->bytes);
	free(source->only);
	*source = (struct object_source){ 0 };
}

struct bpf_object *object_open(const struct object_source *source, struct reporter *reporter)
{
	struct bpf_object *object;
	char why[512];
	enum elf_verdict verdict = elf_check(source->bytes, source->size, why, sizeof(why));

	if (verdict != ELF_GOOD) {
		report_failed(reporter, verdict == ELF_BROKEN ? "open" : "arch", NULL, 0, "%s", why);
		return NULL;
	}
	libbpf_log_forget();
	object = open_bytes(source);
	if (!object) {
		int error = errno;

		report_failed(reporter, "open", NULL, error, "libbpf cannot read the object: %s.",
			      *libbpf_log_warnings() ? libbpf_log_warnings() : strerror(error));
		return NULL;
	}
	if (choose(object, source, reporter)) {
		forbid_pins(object, reporter);
		if (source->reuse)
			reuse_maps(object, source->reuse, reporter);
		return object;
	}
	bpf_object__close(object);
	return NULL;
}

static void report_load_failure(struct reporter *reporter, const char *program, int error)
{
	struct cause cause;

	cause_of_loading(error, libbpf_log_warnings(), &cause);
	report_failed_because(reporter, "load", cause.word, *program ? program : NULL, error, "%s", cause.text);
}

/* Programs that were refused before are left out, so that the next refusal shows. */
static struct bpf_object *prepare(const struct object_source *source, struct reporter *reporter, char *log,
				  const struct buffer *refused)
{
	struct bpf_object *object = object_open(source, reporter);
	struct bpf_program *program;

	if (!object)
		return NULL;
	bpf_object__for_each_program(program, object) {
		if (refused->len && names_program(refused->data, bpf_program__name(program)))
			bpf_program__set_autoload(program, false);
		else if (bpf_program__autoload(program))
			bpf_program__set_log_buf(program, log, LOG_SIZE);
	}
	return object;
}

/* Loads once. True when another program may be refused as well. */
static bool load_once(struct bpf_object **object, struct reporter *reporter, const char *log, struct buffer *refused)
{
	const char *program;
	int error;

	libbpf_log_forget();
	error = -bpf_object__load(*object);
	if (!error)
		return false;
	program = libbpf_log_refused();
	bpf_object__close(*object);
	*object = NULL;
	/* libbpf stops at the first, and asks for the log after a first try without one. */
	if (!*program || !*log) {
		report_load_failure(reporter, program, error);
		return false;
	}
	reporter->style->refused(reporter->out, program, error, log);
	if (refused->len)
		refused->len--;
	buffer_printf(refused, "%s%s", refused->len ? "," : "", program);
	buffer_add(refused, "", 1);
	return !refused->failed;
}

/* Quiet about what the first opening has said already. */
static void say_nothing(struct out *out, const char *level, const char *text)
{
	(void)out;
	(void)level;
	(void)text;
}

static struct bpf_object *load_all(const struct object_source *source, struct reporter *reporter, char *log,
				   struct buffer *refused)
{
	struct report_style quiet = *reporter->style;
	struct reporter again = *reporter;
	struct bpf_object *object = prepare(source, reporter, log, refused);
	int tries;

	if (object && !preflight_maps(object, reporter)) {
		bpf_object__close(object);
		return NULL;
	}
	quiet.log = say_nothing;
	again.style = &quiet;
	for (tries = 0; object && load_once(&object, reporter, log, refused) && tries < REFUSAL_LIMIT; tries++) {
		log[0] = 0;
		libbpf_log_to(&again);
		object = prepare(source, &again, log, refused);
		libbpf_log_to(reporter);
	}
	if (!object || !refused->len)
		return object;
	bpf_object__close(object);
	return NULL;
}

struct bpf_object *object_load(const struct object_source *source, struct reporter *reporter)
{
	char *log = mmap(NULL, LOG_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct buffer refused = { 0 };
	struct bpf_object *object;

	if (log == MAP_FAILED) {
		report_failed(reporter, "load", NULL, errno, "No memory for the verifier's log.");
		return NULL;
	}
	object = load_all(source, reporter, log, &refused);
	buffer_free(&refused);
	munmap(log, LOG_SIZE);
	return object;
}
