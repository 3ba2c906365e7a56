/* SPDX-License-Identifier: MIT */
/* What is kept on this machine, and whether it is what it was. */
#ifndef LOADER_KEPT_H
#define LOADER_KEPT_H

#include "report.h"
#include "tracefs.h"

/*
 * "kept": says what is kept, or "denied". On the way unloads what is overdue, removes folders in which nothing was ever written
 * down, and starts anew the process that watches a limit where that has gone.
 */
void answer_kept(const struct tracefs *fs, struct reporter *reporter);

#endif
