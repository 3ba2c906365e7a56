/** What the loader is told: one line a command. docs/loader.md says what each does and which message answers it. */

export type LoaderCommand =
  | { readonly do: 'stats' | 'measure'; readonly ms: number }
  | { readonly do: 'read'; readonly map: number }
  | { readonly do: 'watch'; readonly map: number; readonly ms: number }
  | { readonly do: 'events'; readonly map: number; readonly on: boolean }
  /** `seconds`: when it is to unload itself; 0: never. */
  | { readonly do: 'keep'; readonly name: string; readonly seconds: number }
  | { readonly do: 'adopt' | 'unload'; readonly name: string }
  | { readonly do: 'kept' | 'vmlinux' };

export interface LoadOptions {
  /** Names of the programs to load; empty: all that load by default. */
  readonly only?: readonly string[];
  /** File name of the source, for whoever finds the session kept. */
  readonly source?: string;
}

/** Names of what is kept, and of sources: `good_name()` of loader/command.c. */
const keptName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const programName = /^[A-Za-z_][A-Za-z0-9_.]{0,126}$/;
/** `MILLISECONDS_LIMIT` and `KEEP_LIMIT` of loader/command.h. */
const longestPeriod = 60_000;
const longestKeep = 2_592_000;

export const isKeptName = (name: string): boolean => keptName.test(name);

/** The name of a program that no object can have, or undefined where all are good. */
export const wrongProgram = (only: readonly string[]): string | undefined =>
  only.find((name) => !programName.test(name));

/** A name that the loader takes, as like the file's as can be. */
export function sourceName(file: string): string {
  const name = file.replace(/[^A-Za-z0-9_.-]/g, '_').replace(/^[^A-Za-z0-9]+/, '');
  return name === '' ? 'source' : name.slice(0, 64);
}

/** The line that announces an object of `size` bytes, which follows it. */
export function loadLine(size: number, { only = [], source }: LoadOptions): string {
  const names = only.length === 0 ? '' : ` only=${only.join(',')}`;
  return `load ${size}${names}${source === undefined ? '' : ` source=${sourceName(source)}`}\n`;
}

/** The command's line. Numbers are brought into the loader's limits; undefined: a name that it would not take. */
export function commandLine(command: LoaderCommand): string | undefined {
  switch (command.do) {
    case 'stats':
    case 'measure':
      return `${command.do} ${whole(command.ms, longestPeriod)}\n`;
    case 'read':
      return `read ${whole(command.map, 0xffff_ffff)}\n`;
    case 'watch':
      return `watch ${whole(command.map, 0xffff_ffff)} ${whole(command.ms, longestPeriod)}\n`;
    case 'events':
      return `events ${whole(command.map, 0xffff_ffff)} ${command.on ? 1 : 0}\n`;
    case 'keep': {
      if (!isKeptName(command.name)) return undefined;
      const limit = whole(command.seconds, longestKeep);
      return `keep ${command.name}${limit === 0 ? '' : ` limit=${limit}`}\n`;
    }
    case 'adopt':
    case 'unload':
      return isKeptName(command.name) ? `${command.do} ${command.name}\n` : undefined;
    case 'kept':
    case 'vmlinux':
      return `${command.do}\n`;
  }
}

const whole = (value: number, most: number): number =>
  Number.isFinite(value) ? Math.min(Math.max(Math.round(value), 0), most) : 0;
