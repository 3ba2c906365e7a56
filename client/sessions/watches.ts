/** Which maps of a session are read, and how often: as its viewers want it, of whom several can look at one map. */
export class Watches {
  /** Milliseconds between two readings, by map and viewer. */
  private readonly wanted = new Map<number, Map<object, number>>();

  /** `send` tells the loader the milliseconds between two readings of a map by its id; 0: none. */
  constructor(private readonly send: (map: number, ms: number) => void) {}

  /** What this viewer wants from now on; 0: nothing. The one in most hurry decides, and the last one to go ends it. */
  set(viewer: object, map: number, ms: number): void {
    const viewers = this.wanted.get(map) ?? new Map<object, number>();
    if (ms > 0) viewers.set(viewer, ms);
    else viewers.delete(viewer);
    if (viewers.size > 0) this.wanted.set(map, viewers);
    else this.wanted.delete(map);
    this.send(map, viewers.size > 0 ? Math.min(...viewers.values()) : 0);
  }
}
