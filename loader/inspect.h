/* SPDX-License-Identifier: MIT */
/* The parsers on their own, for tests and fuzzing: nothing here can reach BPF. */
#ifndef LOADER_INSPECT_H
#define LOADER_INSPECT_H

/* Checks and opens an object; 0 when it would be loaded next. */
int inspect_object(const char *path);
/* Standard input as a trace_pipe, its lines as messages. */
int inspect_trace(void);
/* Standard input as serve's, what was understood as a line each. */
int inspect_commands(void);
/* The manifest in a folder, what was understood as a line each. */
int inspect_manifest(const char *path);

#endif
