// SPDX-License-Identifier: MIT
/* Says in a sentence why bytes are no BPF object for this machine, before libbpf sees them. */
#include "elfcheck.h"

#include <elf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OUR_ORDER ELFDATA2LSB
#define OUR_ORDER_NAME "little-endian (-target bpf or bpfel)"
#else
#define OUR_ORDER ELFDATA2MSB
#define OUR_ORDER_NAME "big-endian (-target bpf or bpfeb)"
#endif

struct elf {
	const unsigned char *bytes;
	size_t size;
	Elf64_Ehdr header;
	/* The section names' own section. */
	Elf64_Shdr names;
	char *why;
	size_t why_size;
};

static enum elf_verdict __attribute__((format(printf, 3, 4))) refuse(struct elf *e, enum elf_verdict v, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(e->why, e->why_size, format, args);
	va_end(args);
	return v;
}

static const char *machine_name(unsigned int machine)
{
	switch (machine) {
	case EM_X86_64:
		return "x86-64";
	case EM_AARCH64:
		return "arm64";
	case EM_386:
		return "x86 (32 bit)";
	case EM_ARM:
		return "arm (32 bit)";
	case EM_RISCV:
		return "RISC-V";
	case EM_PPC64:
		return "POWER";
	case EM_S390:
		return "s390";
	default:
		return NULL;
	}
}

/* True when len bytes at offset lie in the file. */
static bool inside(const struct elf *e, uint64_t offset, uint64_t len)
{
	return offset <= e->size && len <= e->size - offset;
}

/* Sections need not be aligned in a damaged file: copy, never cast. */
static void read_section(const struct elf *e, unsigned int index, Elf64_Shdr *section)
{
	memcpy(section, e->bytes + e->header.e_shoff + (size_t)index * sizeof(*section), sizeof(*section));
}

/* A string table must end in a zero byte, else reading its last name runs out of it. */
static bool good_strings(const struct elf *e, const Elf64_Shdr *s)
{
	return s->sh_type == SHT_STRTAB && s->sh_size && inside(e, s->sh_offset, s->sh_size) &&
	       !e->bytes[s->sh_offset + s->sh_size - 1];
}

static enum elf_verdict check_identity(struct elf *e)
{
	const unsigned char *id = e->bytes;
	const char *machine;

	if (!e->size)
		return refuse(e, ELF_BROKEN, "The object is empty.");
	if (e->size < SELFMAG || memcmp(id, ELFMAG, SELFMAG))
		return refuse(e, ELF_BROKEN, "This is no object file: it does not start as an ELF file does.");
	if (e->size < sizeof(e->header))
		return refuse(e, ELF_BROKEN, "The object is cut off: %zu bytes, less than an ELF header.", e->size);
	memcpy(&e->header, e->bytes, sizeof(e->header));
	if (id[EI_CLASS] != ELFCLASS64) {
		/* e_machine stands at the same place in 32-bit files. */
		machine = machine_name(e->header.e_machine);
		return refuse(e, ELF_OTHER_MACHINE, "This is a 32-bit object%s%s, not a BPF object. Compile with clang -target bpf.",
			      machine ? " for " : "", machine ? machine : "");
	}
	if (id[EI_DATA] != OUR_ORDER)
		return refuse(e, ELF_OTHER_MACHINE, "The object has the other byte order; this machine needs " OUR_ORDER_NAME ".");
	if (e->header.e_machine != EM_BPF) {
		machine = machine_name(e->header.e_machine);
		if (machine)
			return refuse(e, ELF_OTHER_MACHINE,
				      "This is an object for %s, not for BPF. Compile with clang -target bpf.", machine);
		return refuse(e, ELF_OTHER_MACHINE,
			      "This is an object for machine number %u, not for BPF (%u). Compile with clang -target bpf.",
			      e->header.e_machine, EM_BPF);
	}
	if (e->header.e_type != ET_REL)
		return refuse(e, ELF_BROKEN, "This is not what clang -c writes: ELF type %u, not relocatable (1).",
			      e->header.e_type);
	return ELF_GOOD;
}

static enum elf_verdict check_table(struct elf *e)
{
	const Elf64_Ehdr *h = &e->header;

	if (!h->e_shoff || !h->e_shnum)
		return refuse(e, ELF_BROKEN, "The object has no sections.");
	if (h->e_shentsize != sizeof(Elf64_Shdr))
		return refuse(e, ELF_BROKEN, "The object is damaged: section headers of %u bytes, not %zu.", h->e_shentsize,
			      sizeof(Elf64_Shdr));
	if (!inside(e, h->e_shoff, (uint64_t)h->e_shnum * sizeof(Elf64_Shdr)))
		return refuse(e, ELF_BROKEN, "The object is cut off: its section table ends past the %zu bytes there are.",
			      e->size);
	if (!h->e_shstrndx || h->e_shstrndx >= h->e_shnum)
		return refuse(e, ELF_BROKEN, "The object is damaged: its section names are in section %u of %u.", h->e_shstrndx,
			      h->e_shnum);
	read_section(e, h->e_shstrndx, &e->names);
	if (!good_strings(e, &e->names))
		return refuse(e, ELF_BROKEN, "The object is damaged: its table of section names is no table of names.");
	return ELF_GOOD;
}

static enum elf_verdict check_symbols(struct elf *e, unsigned int index, const Elf64_Shdr *s)
{
	Elf64_Shdr strings;
	Elf64_Sym symbol;
	uint64_t at;

	if (s->sh_entsize != sizeof(symbol) || s->sh_size % sizeof(symbol))
		return refuse(e, ELF_BROKEN, "The object is damaged: symbols of an odd size in section %u.", index);
	read_section(e, s->sh_link, &strings);
	if (!good_strings(e, &strings))
		return refuse(e, ELF_BROKEN, "The object is damaged: the symbols of section %u have no names.", index);
	for (at = 0; at < s->sh_size; at += sizeof(symbol)) {
		memcpy(&symbol, e->bytes + s->sh_offset + at, sizeof(symbol));
		if (symbol.st_name >= strings.sh_size)
			return refuse(e, ELF_BROKEN, "The object is damaged: a symbol's name lies outside its table.");
		if (symbol.st_shndx < SHN_LORESERVE && symbol.st_shndx >= e->header.e_shnum)
			return refuse(e, ELF_BROKEN, "The object is damaged: a symbol of a section that does not exist.");
	}
	return ELF_GOOD;
}

static enum elf_verdict check_section(struct elf *e, unsigned int index)
{
	Elf64_Shdr s;

	read_section(e, index, &s);
	if (s.sh_name >= e->names.sh_size)
		return refuse(e, ELF_BROKEN, "The object is damaged: the name of section %u lies outside its table.", index);
	if (s.sh_link >= e->header.e_shnum)
		return refuse(e, ELF_BROKEN, "The object is damaged: section %u belongs to section %u of %u.", index, s.sh_link,
			      e->header.e_shnum);
	if (s.sh_type == SHT_NULL || s.sh_type == SHT_NOBITS)
		return ELF_GOOD;
	if (!inside(e, s.sh_offset, s.sh_size))
		return refuse(e, ELF_BROKEN, "The object is cut off: section '%s' ends past the %zu bytes there are.",
			      (const char *)e->bytes + e->names.sh_offset + s.sh_name, e->size);
	if ((s.sh_type == SHT_REL || s.sh_type == SHT_RELA) && s.sh_info >= e->header.e_shnum)
		return refuse(e, ELF_BROKEN, "The object is damaged: section %u relocates section %u of %u.", index, s.sh_info,
			      e->header.e_shnum);
	if (s.sh_type == SHT_REL && (s.sh_entsize != sizeof(Elf64_Rel) || s.sh_size % sizeof(Elf64_Rel)))
		return refuse(e, ELF_BROKEN, "The object is damaged: relocations of an odd size in section %u.", index);
	if (s.sh_type == SHT_SYMTAB)
		return check_symbols(e, index, &s);
	return ELF_GOOD;
}

enum elf_verdict elf_check(const void *object, size_t size, char *why, size_t why_size)
{
	struct elf e = { .bytes = object, .size = size, .why = why, .why_size = why_size };
	enum elf_verdict verdict = check_identity(&e);
	unsigned int i;

	if (verdict == ELF_GOOD)
		verdict = check_table(&e);
	for (i = 0; verdict == ELF_GOOD && i < e.header.e_shnum; i++)
		verdict = check_section(&e, i);
	return verdict;
}
