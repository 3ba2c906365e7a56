/** How maps are shown whose program was generated: whoever had it made knows what they hold. */
import type { Uri } from 'vscode';
import type { MapShowing } from './map-panel';

export class Presentations {
  private readonly known = new Map<string, ReadonlyMap<string, MapShowing>>();

  /** `maps`: by the map's name in the source. */
  set(source: Uri, maps: ReadonlyMap<string, MapShowing>): void {
    this.known.set(source.toString(), maps);
  }

  of(source: Uri, map: string): MapShowing | undefined {
    return this.known.get(source.toString())?.get(map);
  }
}
