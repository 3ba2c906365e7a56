/** Our part of a `.clangd`: what clangd must know of BPF programs (https://clangd.llvm.org/config). */

const begin =
  '# BPF Tracepoints: begin. Written by "Write clangd Configuration", which replaces what is between these two lines.';
const end = '# BPF Tracepoints: end';
/** The marks as any version of ours wrote them. */
const part = /^# BPF Tracepoints: begin\b.*\n[\s\S]*?^# BPF Tracepoints: end\b.*\n?/m;

/** Flags of a host compiler, from a compile_commands.json that `bear` and the like recorded: an error each for BPF. */
const removed = [
  '-m32',
  '-m64',
  '-march=*',
  '-mtune=*',
  '-fsanitize*',
  '-fstack-protector*',
  '-fcf-protection*',
  '-pg',
];

/**
 * The part, for sources whose name ends in `.bpf.c`. `flags` are clang's. Unused includes are not told: what helpers' headers
 * give is used through macros. Nor are a host compiler's arguments that clang does not know.
 */
export function clangdPart(flags: readonly string[]): string {
  return `${begin}
If:
  PathMatch: .*\\.bpf\\.c
CompileFlags:
  Add:
${list(flags)}
  Remove:
${list(removed)}
Diagnostics:
  UnusedIncludes: None
  Suppress: [drv_unknown_argument, drv_unknown_argument_with_suggestion]
${end}
`;
}

/** YAML takes a JSON string for one in double quotes. */
const list = (words: readonly string[]): string => words.map((word) => `    - ${JSON.stringify(word)}`).join('\n');

/** Whether a `.clangd` has a part of ours. */
export const hasClangdPart = (text: string): boolean => part.test(text.replaceAll('\r\n', '\n'));

/** The text with our part in it: in the place of the one before, or at the end as a document of its own; the rest stays. */
export function withClangdPart(text: string, wanted: string): string {
  const plain = text.replaceAll('\r\n', '\n');
  if (part.test(plain)) return plain.replace(part, () => wanted);
  if (plain.trim() === '') return wanted;
  return `${plain.replace(/\n*$/, '\n')}---\n${wanted}`;
}
