/** `bpf-tracepoints check`: programs against the kernels of a fleet, for people and for CI. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkFile } from '../check/check-file';
import { reportJson } from '../check/json';
import type { Report, Reported, Severity } from '../check/report';
import { readRules } from '../check/rules';
import { reportSarif } from '../check/sarif';
import { reportText } from '../check/text';
import type { Command, Context } from '../command';
import { Exit, failed } from '../exit';
import { openKernels } from '../targets/open';
import { kernelsOptions } from '../targets/options';

export const check: Command = {
  usage: 'check FILE…',
  takes: [1, Infinity],
  description:
    'Says what kernels refuse of the tracepoint programs in C files (errors), and what they accept and read wrongly (warnings), without compiling or loading anything. What holds on several targets is said once, with their names.',
  options: {
    format: { type: 'string', value: 'FORMAT', help: 'text (default), json, or sarif (2.1.0).' },
    'fail-on': {
      type: 'string',
      value: 'SEVERITY',
      help: 'Exit with 1 at an error (default), at a warning too, or never.',
    },
    ...kernelsOptions,
  },
  examples: [
    'bpf-tracepoints check src/*.bpf.c --target debian11-5.10 --target debian12-6.1',
    'bpf-tracepoints check probe.bpf.c --target box1 --target box2.gz --format sarif > probe.sarif',
  ],
  async run(given, context) {
    const format = given.choice('format', ['text', 'json', 'sarif']);
    if (!format.ok) return format.error;
    const failOn = given.choice('fail-on', ['error', 'warning', 'never']);
    if (!failOn.ok) return failOn.error;
    const opened = await openKernels(given.list('target'), given, context, { btf: true });
    if (!opened.ok) return opened.error;
    const files = [...new Set(given.positionals)];
    const findings: Reported[] = [];
    for (const file of files) {
      const checked = checkFile(file, opened.value);
      if (!checked.ok) return failed(checked.error);
      if (!checked.value.holdsProgram) context.terminal.note(`${file} holds no tracepoint program`);
      findings.push(...checked.value.findings);
    }
    const { kernels } = opened.value;
    for (const problem of kernels.flatMap((kernel) => kernel.btfProblems())) context.terminal.note(problem);
    const report = { targets: kernels.map(({ name }) => name), files, findings };
    context.terminal.out(written(report, format.value, context));
    const counts = (severity: Severity): boolean => severity === 'error' || failOn.value === 'warning';
    return failOn.value !== 'never' && findings.some(({ severity }) => counts(severity)) ? Exit.found : Exit.ok;
  },
};

function written(report: Report, format: 'text' | 'json' | 'sarif', context: Context): string {
  if (format === 'json') return reportJson(report);
  if (format === 'text') return reportText(report, context.terminal.colours.out);
  const diagnostics = join(context.installation, 'docs', 'diagnostics.md');
  return reportSarif(report, {
    version: context.version,
    rules: readRules(diagnostics),
    explanations: pathToFileURL(diagnostics).href,
    directory: process.cwd(),
  });
}
