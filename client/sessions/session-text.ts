/** Numbers and states of sessions in few words, as views and code lenses show them. Pure. */
import type { LoadedMap } from '../../machine/loader-messages';
import type { ProgramRate } from './rates';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (value: number): string => grouped.format(value);

export const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** `210/s`, `2.5/s`, `1.2 M/s`. */
export function perSecond(value: number): string {
  if (value >= 999_999.5) return `${(value / 1e6).toFixed(1)} M/s`;
  if (value >= 9.95 || value === 0) return `${count(value)}/s`;
  return value < 0.05 ? '<0.1/s' : `${value.toFixed(1)}/s`;
}

/** `340 ns`, `1.2 µs`, `3.4 ms`. */
export function duration(ns: number): string {
  if (ns >= 999_950) return `${(ns / 1e6).toFixed(1)} ms`;
  if (ns >= 999.5) return `${(ns / 1e3).toFixed(1)} µs`;
  return `${Math.round(ns)} ns`;
}

/** `12,345 runs · 210/s · 340 ns`; what is not known yet is left out. */
export function rateText(rate: ProgramRate | undefined): string {
  if (!rate) return '';
  const cost = rate.recentNs ?? rate.averageNs;
  return parts([
    plural(rate.runs, 'run'),
    rate.perSecond === undefined ? undefined : perSecond(rate.perSecond),
    cost === undefined ? undefined : duration(cost),
  ]);
}

/** `210/s · 340 ns a run`, for a code lens; undefined before anything was counted. */
export function lensText(rate: ProgramRate | undefined): string | undefined {
  if (rate?.perSecond === undefined) return undefined;
  const cost = rate.recentNs ?? rate.averageNs;
  return parts([perSecond(rate.perSecond), cost === undefined ? undefined : `${duration(cost)} a run`]);
}

/** What libbpf makes a map of, of the sections of an object: `object.rodata`, `exec_bp.bss`. */
const VARIABLES = /^[^.]*(\.(?:rodata|data|bss|kconfig)(?:\.[\w.]+)?)$/;

/** The section of the variables that the map holds, or undefined where it is a map of the source. */
export const variablesOf = ({ name }: LoadedMap): string | undefined => VARIABLES.exec(name)?.[1];

export const mapName = (map: LoadedMap): string => variablesOf(map) ?? map.name;

/** `hash · 4 B → 8 B · 1,024 entries`, `ringbuf · 262,144 B`, `global variables · 16 B`. */
export function mapText(map: LoadedMap): string {
  const { kind, keySize, valueSize, maxEntries, reused } = map;
  const section = variablesOf(map);
  if (section !== undefined) {
    return parts([/rodata|kconfig/.test(section) ? 'constants' : 'global variables', `${count(valueSize)} B`]);
  }
  return parts([
    kind,
    keySize > 0 && !isBuffer(kind) ? `${count(keySize)} B → ${count(valueSize)} B` : undefined,
    size(kind, maxEntries),
    reused === true ? 'kept its contents' : undefined,
  ]);
}

/** A ring buffer's entries are bytes, a perf buffer's CPUs. */
function size(kind: string, maxEntries: number): string {
  if (kind === 'ringbuf') return `${count(maxEntries)} B`;
  if (kind === 'perf_event_array') return plural(maxEntries, 'CPU');
  return maxEntries === 1 ? '1 entry' : `${count(maxEntries)} entries`;
}

/** Whether what is in the map comes as events rather than as entries; kinds as bpftool names them. */
export const isBuffer = (kind: string): boolean => kind === 'ringbuf' || kind === 'perf_event_array';

export const parts = (texts: readonly (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined && text !== '').join(' · ');

/** Where and until when something goes on by itself: `kept as NAME until 14:05`. `until` is in seconds since 1970; 0: no limit. */
export const keptText = (name: string, until: number): string =>
  `kept as ${name}${until === 0 ? '' : ` until ${moment(until)}`}`;

/** A time of today as `14:05`, another with its date. Seconds since 1970. */
export function moment(seconds: number, now = new Date()): string {
  const at = new Date(seconds * 1000);
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return at.toDateString() === now.toDateString() ? time : `${at.toLocaleDateString('sv-SE')} ${time}`;
}
