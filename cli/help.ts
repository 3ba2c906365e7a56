/** `--help`, written from the commands' synopses. */
import type { Option, Synopsis } from './command';

/** Columns, as terminals have them. */
const width = 80;

export function commandHelp({ usage, description, options, examples }: Synopsis): string {
  const all: Readonly<Record<string, Option>> = {
    ...options,
    help: { type: 'boolean', short: 'h', help: 'Print this.' },
  };
  return [
    `Usage: bpf-tracepoints ${usage} [OPTIONS]`,
    '',
    ...description.split('\n').flatMap((paragraph) => wrapped(paragraph, width)),
    '',
    'Options:',
    ...table(Object.entries(all).map(([name, option]) => [optionText(name, option), option.help])),
    ...(examples.length === 0 ? [] : ['', 'Examples:', ...examples.map((example) => `  ${example}`)]),
    '',
  ].join('\n');
}

export function overview(commands: readonly (readonly [name: string, summary: string])[]): string {
  return [
    'Usage: bpf-tracepoints COMMAND [ARGUMENTS]',
    '',
    ...wrapped('Tracepoints of Linux kernels: what they record, programs for them, and what these find.', width),
    '',
    'Commands:',
    ...table(commands),
    '',
    'Options:',
    ...table([
      ['-h, --help', 'Print this; after a command, what that takes.'],
      ['--version', 'Print the version.'],
    ]),
    '',
    'Exit status: 0 all is well; 1 something was found, or the kernel refused a program;',
    '2 the command line is wrong; 3 a target, a file or this machine does not do its part.',
    '',
  ].join('\n');
}

function optionText(name: string, { short, value }: Option): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const column = Math.min(26, Math.max(...rows.map(([left]) => left.length)) + 4);
  return rows.flatMap(([left, right]) => {
    const [first = '', ...rest] = wrapped(right, width - column);
    const head = `  ${left}`;
    const fits = head.length <= column - 2;
    const lines = fits ? [`${head.padEnd(column)}${first}`] : [head, `${''.padEnd(column)}${first}`];
    return [...lines, ...rest.map((line) => `${''.padEnd(column)}${line}`)];
  });
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
