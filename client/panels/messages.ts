/** What a panel's page and the extension tell each other. Bytes travel as they are; the page decodes what it shows. */
import type { MapFacts } from '../../core/data/histogram';
import type { EventTotals } from '../../core/data/event-totals';
import type { MapLayout } from '../../core/data/map-table';
import type { Shape } from '../../core/btf/values/shape';

/** How a map is shown at first, where whoever made its program knows what it holds. A person's own choice goes before it. */
export interface Presentation {
  /** In place of the map's name. */
  readonly title: string;
  readonly chart: 'histogram' | 'ranking';
  /** Bars of a ranking; the page's own number where it is absent. */
  readonly top?: number;
  /** What came between two readings, and not all since the start. */
  readonly eachInterval: boolean;
  /** What the only entry is called, where its key says nothing. */
  readonly only?: string;
}

/** The first thing a page of a map is told, and again when the object was replaced. */
export interface MapSetup {
  readonly type: 'map-setup';
  /** Where it is: `exec.bpf.c on box`. */
  readonly place: string;
  readonly map: MapFacts;
  readonly layout: MapLayout;
  /** What the person should know of the types, in sentences. */
  readonly notes: readonly string[];
  /** Milliseconds between two readings. */
  readonly interval: number;
  readonly presentation?: Presentation;
}

export interface MapData {
  readonly type: 'map-data';
  /** Milliseconds since the target booted. */
  readonly time: number;
  /** Values in each entry. */
  readonly cpus: number;
  /** There are more entries than came. */
  readonly truncated: boolean;
  /** One after the other, each of the layout's sizes. */
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
}

/** The first thing a page of a ring or perf buffer is told, and again when the type of its records is another. */
export interface EventsSetup {
  readonly type: 'events-setup';
  readonly place: string;
  readonly map: MapFacts;
  /** Undefined: records are shown as bytes. */
  readonly shape: Shape | undefined;
  readonly notes: readonly string[];
}

export interface EventsData {
  readonly type: 'events-data';
  /** Seconds since the target booted, when the newest of these was read. */
  readonly time: number;
  readonly totals: EventTotals;
  /** As `packRecords` of core/data/records.ts has them. */
  readonly records: Uint8Array;
}

/** What stands above the table until something better is said. */
export interface Notice {
  readonly type: 'notice';
  /** `ended`: nothing more will come; what is shown stays. */
  readonly kind: 'ended' | 'problem' | 'well';
  readonly text: string;
}

/** Hits that the program could not count, as a variable of its says. */
export interface Dropped {
  readonly type: 'dropped';
  readonly hits: number;
}

export type ToPage = MapSetup | MapData | Dropped | EventsSetup | EventsData | Notice;

export type FromPage =
  /** The page can be told things. */
  | { readonly type: 'ready' }
  | { readonly type: 'interval'; readonly ms: number }
  | { readonly type: 'pause'; readonly on: boolean }
  | { readonly type: 'export' }
  /** The program as a file to keep. */
  | { readonly type: 'open-program' }
  /** Another type for the records. */
  | { readonly type: 'choose-type' };

export function isFromPage(value: unknown): value is FromPage {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const { type } = value;
  if (type === 'interval') return 'ms' in value && typeof value.ms === 'number';
  if (type === 'pause') return 'on' in value && typeof value.on === 'boolean';
  return type === 'ready' || type === 'export' || type === 'open-program' || type === 'choose-type';
}
