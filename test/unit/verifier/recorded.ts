/** The logs that real kernels wrote, and the objects that they wrote them of: test/fixtures/refusals/README.md. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = path.resolve('test/fixtures/refusals');

export const kernels = ['debian11-5.10', 'debian12-6.1', 'debian13-7.3'] as const;

export type RecordedKernel = (typeof kernels)[number];

/** What scripts/record-refusals.mjs noted of a kernel. */
export interface Recorded {
  readonly release: string;
  readonly clang: string;
  /** Programs that this kernel takes. */
  readonly loads: readonly string[];
}

export const recorded = JSON.parse(readFileSync(path.join(folder, 'recorded.json'), 'utf8')) as Readonly<
  Record<RecordedKernel, Recorded>
>;

export const programs: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.bpf.c'))
  .map((file) => file.slice(0, -'.bpf.c'.length));

/** Undefined where the kernel takes the program. */
export function logOf(kernel: RecordedKernel, program: string): string | undefined {
  const file = path.join(folder, `${kernel}.${program}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

export const sourceOf = (program: string): string => readFileSync(path.join(folder, `${program}.bpf.c`), 'utf8');

/** Where the marker in the source says that the refusal is: the place behind it. */
export function markedPlace(program: string): {
  readonly line: number;
  readonly column: number;
  readonly text: string;
} {
  const lines = sourceOf(program).split('\n');
  const line = lines.findIndex((text) => text.includes('/*HERE*/'));
  assert.ok(line >= 0, `${program} has no marker`);
  const text = lines[line] ?? '';
  return { line: line + 1, column: text.indexOf('/*HERE*/') + '/*HERE*/'.length + 1, text: text.trim() };
}

/** All objects by program, compiled as the recorder did. */
export function compileAll(): ReadonlyMap<string, Buffer> {
  const output = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-refusals-'));
  const flags = ['-g', '-O2', '-target', 'bpf', '-D__TARGET_ARCH_x86', '-I/usr/include/x86_64-linux-gnu', '-w', '-c'];
  try {
    const sources = programs.map((program) => path.join(folder, `${program}.bpf.c`));
    execFileSync('clang', [...flags, ...sources], { cwd: output });
    return new Map(programs.map((program) => [program, readFileSync(path.join(output, `${program}.bpf.o`))]));
  } finally {
    rmSync(output, { recursive: true });
  }
}

/** Another clang makes other instructions, whose numbers are not those of the logs. */
export function assertSameClang(): void {
  const version = execFileSync('clang', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
  const major = (text: string): string | undefined => /version (\d+)/.exec(text)?.[1];
  for (const [kernel, { clang }] of Object.entries(recorded))
    assert.equal(
      major(version),
      major(clang),
      `${kernel} was recorded with ${clang}: record it anew, or use that clang`,
    );
}
