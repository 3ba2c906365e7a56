/** What a person must know to read a field that is not simply there: strings behind an offset, pointers, arrays. */
import { isCharPointer, isCharType, isPointer, isSignedType } from './c-type';
import { isNarrowArgument } from './syscalls';
import type { Field, RecordFields } from './types';

/**
 * One or two plain sentences with code in backquotes (Markdown), or undefined where the field is read as it is.
 *
 * `access` is how the program writes the field, for contexts that name it otherwise: `ctx->args[1]`. It defaults to the
 * member of generated structs and of vmlinux.h: `ctx->filename`, `ctx->__data_loc_name`.
 */
export function fieldAdvice(tracepoint: RecordFields, field: Field, access?: string): string | undefined {
  const spelled = access ?? `ctx->${field.location ? `__${field.location}_` : ''}${field.name}`;
  if (field.location) return dynamicAdvice(field, spelled);
  if (field.length !== undefined) return arrayAdvice(field, spelled);
  if (/\b__seg_|\b__percpu\b/.test(field.type)) {
    return 'A per-CPU pointer: an offset into each CPU’s area, not an address that can be read.';
  }
  if (isPointer(field.type)) {
    return tracepoint.kind === 'record' ? kernelPointer(field, spelled) : userPointer(field, spelled);
  }
  if (isNarrowArgument(tracepoint, field) && isSignedType(field.type)) {
    return `Comes in 8 bytes, whatever its type: compare \`(${field.type})${spelled}\`, else a negative value looks like a large one.`;
  }
  return undefined;
}

function dynamicAdvice(field: Field, access: string): string {
  const start = field.location === 'rel_loc' ? `(void *)(&${access} + 1)` : '(void *)ctx';
  const pointer = `${start} + (${access} & 0xffff)`;
  const length = `\`${access} >> 16\``;
  if (isCharType(field.type)) {
    return (
      `Text elsewhere in the record: \`bpf_probe_read_kernel_str(buf, sizeof(buf), ${pointer})\`. ` +
      `Its length with the final zero byte is ${length}.`
    );
  }
  return `Data elsewhere in the record: \`bpf_probe_read_kernel(buf, sizeof(buf), ${pointer})\`. Its length in bytes is ${length}.`;
}

function arrayAdvice(field: Field, access: string): string | undefined {
  if (isCharType(field.type) && !isPointer(field.type)) {
    return `Copy it with \`bpf_probe_read_kernel(buf, sizeof(buf), ${access})\`, buf no longer than ${field.size} bytes.`;
  }
  return field.length === 0 ? undefined : 'Use a constant index: the verifier refuses a variable one.';
}

function userPointer(field: Field, access: string): string {
  if (isCharPointer(field.type)) {
    return (
      `A user-space address: \`bpf_probe_read_user_str(buf, sizeof(buf), (void *)${access})\` for text that ends with a zero byte, ` +
      '`bpf_probe_read_user` for a buffer of known length.'
    );
  }
  return `A user-space address: \`bpf_probe_read_user(&value, sizeof(value), (void *)${access})\`.`;
}

function kernelPointer(field: Field, access: string): string {
  const helper = isCharPointer(field.type)
    ? `bpf_probe_read_kernel_str(buf, sizeof(buf), ${access})`
    : `bpf_probe_read_kernel(&value, sizeof(value), ${access})`;
  return `A kernel address: \`${helper}\`. The verifier refuses to dereference it directly.`;
}
