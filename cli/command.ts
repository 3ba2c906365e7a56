/** What a command is: its synopsis, of which arguments are read and help is written, and what it does. */
import type { Arguments } from './arguments';
import type { Complaint } from './exit';
import type { Terminal } from './terminal';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
  /** What stands for the value in the help: `HOST`. */
  readonly value?: string;
  readonly help: string;
}

export interface Synopsis {
  /** `list [GLOB]`; without options. */
  readonly usage: string;
  /** How many arguments it takes: least and most. */
  readonly takes: readonly [least: number, most: number];
  /** Paragraphs. */
  readonly description: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
}

export interface Command extends Synopsis {
  /** The exit status; or why it cannot be done. */
  run(given: Arguments, context: Context): Promise<number | Complaint>;
}

export interface Context {
  readonly terminal: Terminal;
  /** Folder that holds kernels/, docs/ and dist/. */
  readonly installation: string;
  readonly version: string;
}
