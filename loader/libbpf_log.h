/* SPDX-License-Identifier: MIT */
/* libbpf's own messages: passed on, and the last warnings kept to explain a failure with. */
#ifndef LOADER_LIBBPF_LOG_H
#define LOADER_LIBBPF_LOG_H

#include "report.h"

/* libbpf has one print function a process, without a place for our data: this is that place. */
void libbpf_log_to(struct reporter *reporter);
void libbpf_log_forget(void);
/* The warnings since the last forget, "; " between; "" when there were none. */
const char *libbpf_log_warnings(void);
/* The program libbpf said it could not load since the last forget; "" when it named none. */
const char *libbpf_log_refused(void);

#endif
