// SPDX-License-Identifier: MIT
/*
 * The kernel's types as a C header, in the order and with the lines of bpftool (dump_btf_c() in tools/bpf/bpftool/btf.c): programs
 * that were written for its vmlinux.h compile with this one. A kernel has some 100,000 types, so this goes on between other things.
 */
#include "vmlinux.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "json.h"
#include "message.h"

#define BTF_FILE "/sys/kernel/btf/vmlinux"
/* Bytes of a message's text: 256 KiB in base64. */
#define PIECE (192UL << 10)
/* How long commands and buffers may wait for us. */
#define TURN_MS 10

static const char head[] = "#ifndef __VMLINUX_H__\n"
			   "#define __VMLINUX_H__\n"
			   "\n"
			   "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
			   "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n"
			   "#endif\n"
			   "\n";

static const char foot[] = "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
			   "#pragma clang attribute pop\n"
			   "#endif\n"
			   "\n"
			   "#endif /* __VMLINUX_H__ */\n";

__attribute__((format(printf, 2, 0))) static void print(void *context, const char *format, va_list arguments)
{
	struct buffer *text = context;
	char *piece = NULL;
	int len = vasprintf(&piece, format, arguments);

	if (len < 0)
		text->failed = true;
	else
		buffer_add(text, piece, (size_t)len);
	free(piece);
}

static void deny(struct out *out, int error, const char *why)
{
	if (error == ENOENT || access(BTF_FILE, F_OK))
		message_denied(out, "vmlinux", error,
			       "This kernel has no BTF (" BTF_FILE "), which tells its types. Boot a kernel that was built with "
			       "CONFIG_DEBUG_INFO_BTF, or take a vmlinux.h that somebody wrote from the same kernel.");
	else
		message_denied(out, "vmlinux", error, "%s: %s.", why, strerror(error));
}

void vmlinux_begin(struct vmlinux *v, struct out *out)
{
	if (v->btf) {
		message_denied(out, "vmlinux", 0, "vmlinux.h is being written already.");
		return;
	}
	v->btf = btf__parse(BTF_FILE, NULL);
	if (!v->btf) {
		deny(out, errno, "The kernel's BTF (" BTF_FILE ") could not be read");
		return;
	}
	v->dump = btf_dump__new(v->btf, print, &v->text, NULL);
	if (!v->dump) {
		deny(out, errno, "The kernel's BTF (" BTF_FILE ") could not be written as C");
		vmlinux_end(v);
		return;
	}
	/* 0 is void. */
	v->next = 1;
	buffer_add_string(&v->text, head);
}

/* Writes types until there is a piece to send, the last one is done, or its time is up. */
static int write_types(struct vmlinux *v)
{
	int64_t end = now_ms() + TURN_MS;
	int error = 0;

	while (!error && v->next < btf__type_cnt(v->btf) && v->text.len < PIECE && now_ms() < end)
		error = btf_dump__dump_type(v->dump, v->next++);
	if (!error && v->next == btf__type_cnt(v->btf)) {
		buffer_add_string(&v->text, foot);
		v->next++;
	}
	return v->text.failed ? -ENOMEM : error;
}

static bool written(const struct vmlinux *v)
{
	return v->next > btf__type_cnt(v->btf);
}

static void send_piece(struct vmlinux *v, struct pace *pace)
{
	size_t len = v->text.len < PIECE ? v->text.len : PIECE;
	bool last = written(v) && len == v->text.len;
	struct buffer b = { 0 };

	message_begin(&b, "text");
	json_string(&b, "name", "vmlinux");
	json_base64(&b, "data", v->text.data, len);
	json_flag(&b, "last", last);
	pace_send(pace, &b);
	buffer_consume(&v->text, len);
	if (last)
		vmlinux_end(v);
}

bool vmlinux_turn(struct vmlinux *v, struct pace *pace)
{
	int error = 0;

	if (!v->btf)
		return false;
	if (!written(v) && v->text.len < PIECE)
		error = write_types(v);
	if (error) {
		deny(pace->out, -error, "vmlinux.h could not be written to its end");
		vmlinux_end(v);
		return false;
	}
	if ((!written(v) && v->text.len < PIECE) || !pace_due(pace, 0))
		return false;
	send_piece(v, pace);
	return true;
}

int64_t vmlinux_wait(const struct vmlinux *v, const struct pace *pace)
{
	if (!v->btf)
		return -1;
	return written(v) || v->text.len >= PIECE ? pace_wait(pace, 0) : 0;
}

void vmlinux_end(struct vmlinux *v)
{
	btf_dump__free(v->dump);
	btf__free(v->btf);
	buffer_free(&v->text);
	*v = (struct vmlinux){ 0 };
}
