/** `hist` and `count`: argdist's options, read and checked. */
import { failure, success, type Result } from '../../core/result';
import type { SpecifierKind } from '../../core/argdist/specifier';
import type { Arguments } from '../arguments';
import type { Option } from '../command';
import { wrongUsage, type Complaint } from '../exit';
import { machineOptions } from '../targets/options';

export interface Specified {
  readonly kind: SpecifierKind;
  readonly text: string;
}

export interface ArgdistRequest {
  /** Counts before histograms, as argdist prints them. */
  readonly specifiers: readonly [Specified, ...Specified[]];
  /** Seconds. */
  readonly interval: number;
  readonly duration: number | undefined;
  readonly outputs: number | undefined;
  readonly cumulative: boolean;
  readonly top: number | undefined;
  readonly pid: number | undefined;
  readonly tid: number | undefined;
  /** Bytes. */
  readonly stringSize: number | undefined;
}

/** As argdist names them; `-v` apart, for which there is `--source`. */
export const argdistOptions = {
  histogram: { type: 'string', short: 'H', multiple: true, value: 'SPEC', help: 'One more histogram.' },
  count: { type: 'string', short: 'C', multiple: true, value: 'SPEC', help: 'Counts of one more kind.' },
  interval: { type: 'string', short: 'i', value: 'SECONDS', help: 'Print so often. Default: 1.' },
  duration: { type: 'string', short: 'd', value: 'SECONDS', help: 'Stop after so long.' },
  number: { type: 'string', short: 'n', value: 'N', help: 'Stop after so many outputs.' },
  cumulative: { type: 'boolean', short: 'c', help: 'Count on from output to output, rather than anew.' },
  top: { type: 'string', short: 'T', value: 'N', help: 'Print the N greatest counts only.' },
  pid: { type: 'string', short: 'p', value: 'PID', help: 'Only hits in this process.' },
  tid: { type: 'string', short: 't', value: 'TID', help: 'Only hits in this thread.' },
  'string-size': { type: 'string', short: 'z', value: 'BYTES', help: 'Longest text that is told apart. Default: 80.' },
  source: { type: 'boolean', help: 'Print the program that would be loaded, and load nothing.' },
  'keep-source': { type: 'string', value: 'FILE', help: 'Also write the program there.' },
  target: {
    type: 'string',
    value: 'HOST',
    help: 'Where to load it: a host (over ssh) or this-machine, the default. With --source any target.',
  },
  fresh: { type: 'boolean', help: 'Read the host’s tracepoints anew, whatever is kept of them.' },
  clang: { type: 'string', value: 'PROGRAM', help: 'The clang that compiles. Default: the first that knows BPF.' },
  ...machineOptions,
} satisfies Record<string, Option>;

/** Whole numbers, from 1 where it says no more. Process numbers fit 31 bits. */
const day = 24 * 3600;
const largestId = 2 ** 31 - 1;

/** `kind` is what the specifiers without an option are for. */
export function readRequest(given: Arguments, kind: SpecifierKind): Result<ArgdistRequest, Complaint> {
  const named = (one: SpecifierKind): Specified[] =>
    [...(one === kind ? given.positionals : []), ...given.list(one)].map((text) => ({ kind: one, text }));
  const [first, ...more] = [...named('count'), ...named('histogram')];
  if (first === undefined)
    return failure(wrongUsage('At least one specifier is needed.', `For instance: ‘${examples[kind]}’`));
  const numbers = {
    interval: given.number('interval', 1, day),
    duration: given.number('duration', 1, 365 * day),
    outputs: given.number('number', 1, largestId),
    top: given.number('top', 1, largestId),
    pid: given.number('pid', 1, largestId),
    tid: given.number('tid', 1, largestId),
    stringSize: given.number('string-size', 2, 512),
  };
  const read: Partial<Record<keyof typeof numbers, number | undefined>> = {};
  for (const [name, number] of Object.entries(numbers)) {
    if (!number.ok) return number;
    read[name as keyof typeof numbers] = number.value;
  }
  const { duration, outputs, top, pid, tid, stringSize, interval = 1 } = read;
  const cumulative = given.flag('cumulative');
  return success({
    specifiers: [first, ...more],
    interval,
    ...{ duration, outputs, top, pid, tid, stringSize, cumulative },
  });
}

const examples: Readonly<Record<SpecifierKind, string>> = {
  count: 't:syscalls:sys_enter_openat():char*:filename',
  histogram: 't:block:block_rq_complete():u32:nr_sector',
};
