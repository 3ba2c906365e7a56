/** The programs that list all tracepoints of a kernel with their fields, and what reading the files costs without that. */

const TRACEFS = '/sys/kernel/tracing';

export interface Listing {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What to install where it is missing. */
  readonly package?: string;
  /** Finds one match for each tracepoint in what it prints. */
  readonly tracepoint: RegExp;
}

const nodeProgram = (name: string): Pick<Listing, 'command' | 'args'> => ({
  command: process.execPath,
  args: [`dist/test/bench/${name}.js`, TRACEFS],
});
/** Each tracepoint has a line that is not indented: `sched:sched_switch`, `tracepoint:sched:sched_switch`. */
const NAMES = /^\S+:\S+$/gm;
/** A format file's first line. */
const FILES = /^name: /gm;
const CAT = `sed 's|:|/|; s|.*|${TRACEFS}/events/&/format|' ${TRACEFS}/available_events | xargs cat`;

/** Ours first. */
export const listings: readonly Listing[] = [
  { name: 'ours', ...nodeProgram('list-fields'), tracepoint: NAMES },
  { name: 'bpftrace -lv', command: 'bpftrace', args: ['-lv', 'tracepoint:*'], package: 'bpftrace', tracepoint: NAMES },
  { name: 'tplist -v', command: 'tplist-bpfcc', args: ['-v', '*'], package: 'bpfcc-tools', tracepoint: NAMES },
  { name: 'Node, reading only', ...nodeProgram('read-files'), tracepoint: FILES },
  { name: 'xargs cat', command: 'sh', args: ['-c', CAT], tracepoint: FILES },
];

/** By listing: why it cannot be timed, or how many tracepoints it lists and how many milliseconds its whole process takes. */
export type Listings = Readonly<Record<string, ListingTimes>>;
export type ListingTimes =
  { readonly why: string } | { readonly tracepoints: number; readonly samples: readonly number[] };
