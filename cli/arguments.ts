/** Reads a command's arguments by its synopsis. */
import { parseArgs } from 'node:util';
import { failure, success, type Result } from '../core/result';
import type { Synopsis } from './command';
import { wrongUsage, type Complaint } from './exit';

/** The arguments of one command line, checked against the synopsis. */
export class Arguments {
  constructor(
    readonly positionals: readonly string[],
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** The same with another value for an option. */
  with(name: string, value: string): Arguments {
    return new Arguments(this.positionals, { ...this.values, [name]: value });
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  /** One of the words; the first where it was not given. */
  choice<T extends string>(name: string, words: readonly [T, ...T[]]): Result<T, Complaint> {
    const given = this.text(name) ?? words[0];
    const found = words.find((word) => word === given);
    if (found !== undefined) return success(found);
    return failure(wrongUsage(`--${name} is ${words.join(', ')}, not ${JSON.stringify(given)}.`));
  }

  /** A whole number between the limits, both included. Undefined where it was not given. */
  number(name: string, least: number, most: number): Result<number | undefined, Complaint> {
    const given = this.text(name);
    if (given === undefined) return success(undefined);
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= least && value <= most) return success(value);
    return failure(wrongUsage(`--${name} is a whole number from ${least} to ${most}, not ${JSON.stringify(given)}.`));
  }
}

export function readArguments(synopsis: Synopsis, args: readonly string[]): Result<Arguments, Complaint> {
  const { options, usage, takes } = synopsis;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...parserOptions(options), help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const given = new Arguments(positionals, values);
    const [least, most] = takes;
    if (given.flag('help') || (positionals.length >= least && positionals.length <= most)) return success(given);
    const what =
      positionals.length < least ? 'There is too little' : `${JSON.stringify(positionals[most])} is too much`;
    return failure(wrongUsage(`${what}: bpf-tracepoints ${usage}`));
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=['’])\. |\n/);
    return failure(
      wrongUsage(sentence.replace(/\.?$/, '.'), `See: bpf-tracepoints ${usage.split(' ', 1).join('')} --help`),
    );
  }
}

type ParserOption = { type: 'string' | 'boolean'; short?: string; multiple?: boolean };

function parserOptions(options: Synopsis['options']): Record<string, ParserOption> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short !== undefined && { short }), ...(multiple && { multiple }) },
    ]),
  );
}
