/* SPDX-License-Identifier: MIT */
/* What each of a session's programs costs: the same operation with nothing attached, then with one program at a time. */
#ifndef LOADER_MEASURE_H
#define LOADER_MEASURE_H

#include "session.h"

/*
 * "measure MS": says "measuring" after each round and at last "measured", or "denied". Each round takes ms milliseconds, and
 * where a program is attached as long again for counting its runs. False: the session's programs could not be attached again,
 * which "failed" has said.
 */
bool session_measure(struct session *s, unsigned int ms);

#endif
