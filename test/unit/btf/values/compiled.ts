/** Real objects for tests: compiled by clang when the tests run, with no header but what stands here. */
import { execFileSync } from 'node:child_process';

const prelude = `
typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32; typedef unsigned long long __u64;
typedef int __s32; typedef long long __s64;
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
char LICENSE[] SEC("license") = "GPL";
`;

export function compile(text: string, more: readonly string[] = []): Uint8Array {
  const flags = ['-g', ...more, '-O2', '-target', 'bpf', '-Wall', '-Werror', '-x', 'c', '-c', '-', '-o', '-'];
  return execFileSync('clang', flags, { input: prelude + text, maxBuffer: 1 << 24 });
}

/** A map of one key and one value type. */
export const mapOf = (key: string, value: string, more = ''): string => `${more}
struct { __uint(type, 1); __uint(max_entries, 8); __type(key, ${key}); __type(value, ${value}); } counts SEC(".maps");
`;
