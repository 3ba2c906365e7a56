// SPDX-License-Identifier: MIT
/* Which tracepoint a program's section name asks for. */
#include "section.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The names become a path under tracefs: nothing but what kernels use (identifiers; "xhci-hcd" is a category). */
static bool copy_name(char *to, const char *from, size_t len)
{
	size_t i;

	if (!len || len >= TRACEPOINT_NAME_LIMIT || from[0] == '.')
		return false;
	for (i = 0; i < len; i++) {
		char c = from[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_' && c != '-' &&
		    c != '.')
			return false;
	}
	memcpy(to, from, len);
	to[len] = 0;
	return true;
}

void section_parse(const char *name, struct section *section)
{
	static const char *const prefixes[] = { "tracepoint", "tp" };
	const char *slash;
	size_t i, len;

	memset(section, 0, sizeof(*section));
	if (name[0] == '?')
		name++;
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		len = strlen(prefixes[i]);
		if (!strncmp(name, prefixes[i], len) && (!name[len] || name[len] == '/'))
			break;
	}
	if (i == sizeof(prefixes) / sizeof(prefixes[0]))
		return;
	section->kind = SECTION_WITHOUT_EVENT;
	name += len;
	if (!*name)
		return;
	slash = strchr(++name, '/');
	if (slash && copy_name(section->category, name, (size_t)(slash - name)) &&
	    copy_name(section->event, slash + 1, strlen(slash + 1)))
		section->kind = SECTION_TRACEPOINT;
}
