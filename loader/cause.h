/* SPDX-License-Identifier: MIT */
/* Why a system call on the way to a running program failed: a stable word for the extension, and a sentence for people. */
#ifndef LOADER_CAUSE_H
#define LOADER_CAUSE_H

#include <stddef.h>

#include "section.h"
#include "tracefs.h"

#define CAUSE_TEXT 1024

struct cause {
	/* A word of docs/loader.md; NULL where nothing more is known than the error. */
	const char *word;
	char text[CAUSE_TEXT];
};

/* The kernel did not let the tracepoint be opened; text says so already, and gets what lockdown adds. */
void cause_of_opening(const struct tracefs *fs, int error, struct cause *cause);
/* The kernel did not attach the program to the opened tracepoint. */
void cause_of_attaching(const struct section *section, int error, struct cause *cause);
/* A program of another kind was not attached; warnings are libbpf's. */
void cause_of_other(int error, const char *warnings, struct cause *cause);
/* Nothing was loaded, and the verifier had no word in it; warnings are libbpf's. */
void cause_of_loading(int error, const char *warnings, struct cause *cause);

#endif
