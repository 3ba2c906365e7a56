/** The panels that show maps and buffers: one for each map of a session, found again when it is asked for again. */
import * as vscode from 'vscode';
import type { LoadedMap } from '../../machine/loader-messages';
import { RunningSession } from '../sessions/running-session';
import type { Sessions } from '../sessions/sessions';
import type { DataPanel } from './data-panel';
import { EventsPanel } from './events-panel';
import { MapPanel } from './map-panel';
import type { Notice } from './messages';
import { pageMarkup, pageOptions, VIEW_TYPE } from './page';
import { PreparedPanel } from './prepared-panel';
import type { Presentations } from './presentations';

/** What the commands are given by the Sessions view. */
interface MapReference {
  readonly running: RunningSession;
  readonly mapId: number;
}

type Wanted = 'map' | 'events';

/** Characters of a title that a tab has room for. */
const longestTitle = 40;

export class DataPanels implements vscode.Disposable {
  private readonly open = new Set<DataPanel>();
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly sessions: Sessions,
    private readonly extension: vscode.Uri,
    private readonly presentations: Presentations,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: (panel, state: unknown) => {
        this.restored(panel, state);
        return Promise.resolve();
      },
    });
  }

  /** `prepared`: where it is shown, if it has no panel yet. */
  showMap(args: readonly unknown[], prepared?: PreparedPanel): Promise<void> {
    return this.show('map', args, prepared);
  }

  /** A panel for a map that is being loaded; whoever asks for it shows the map in it, or disposes of it. */
  prepare(title: string, target: string): PreparedPanel {
    const panel = this.openPanel(title, target);
    const prepared = new PreparedPanel(panel, `Loading on ${target} …`);
    panel.webview.html = pageMarkup(panel.webview, this.extension);
    return prepared;
  }

  showEvents(args: readonly unknown[]): Promise<void> {
    return this.show('events', args);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of this.open) panel.dispose();
  }

  private async show(wanted: Wanted, [argument]: readonly unknown[], prepared?: PreparedPanel): Promise<void> {
    const reference = asReference(argument) ?? (await this.pick(wanted));
    const map = reference?.running.maps.find(({ id }) => id === reference.mapId);
    if (!reference || !map) return;
    for (const panel of this.open) {
      if (panel.running !== reference.running || panel.mapId !== map.id || !panel.isLive) continue;
      panel.show();
      return;
    }
    this.create(reference.running, map, prepared);
  }

  private create(running: RunningSession, map: LoadedMap, prepared?: PreparedPanel): void {
    const showing = this.presentations.of(running.source, map.name);
    const taken = prepared?.take();
    const panel = taken?.panel ?? this.openPanel(showing?.title ?? map.name, running.target.name);
    const data = isBuffer(map) ? new EventsPanel(panel, running, map) : new MapPanel(panel, running, map, showing);
    this.open.add(data);
    data.onDidClose(() => this.open.delete(data));
    if (taken?.isReady) data.begin();
    else if (!taken) panel.webview.html = pageMarkup(panel.webview, this.extension);
  }

  private openPanel(title: string, target: string): vscode.WebviewPanel {
    const whole = `${shortened(title)}: ${target}`;
    return vscode.window.createWebviewPanel(VIEW_TYPE, whole, vscode.ViewColumn.Active, pageOptions(this.extension));
  }

  private async pick(wanted: Wanted): Promise<MapReference | undefined> {
    const items = this.sessions.running().flatMap((running) =>
      running.maps
        .filter((map) => isBuffer(map) === (wanted === 'events'))
        .map((map) => ({
          label: map.name,
          description: `${map.kind}, ${running.title}`,
          running,
          mapId: map.id,
        })),
    );
    if (items.length === 0) {
      const what = wanted === 'map' ? 'a map' : 'a ring or perf buffer';
      void vscode.window.showInformationMessage(`No program with ${what} runs. Load one first (Load on Target).`);
      return undefined;
    }
    const [only] = items;
    if (items.length === 1) return only;
    return vscode.window.showQuickPick(items, { placeHolder: wanted === 'map' ? 'Which map?' : 'Which buffer?' });
  }

  /** After the window was loaded again nothing runs that it loaded: the page says what to do. */
  private restored(panel: vscode.WebviewPanel, state: unknown): void {
    const [name, place] = ['name', 'place'].map((word) => textOf(state, word));
    const what = name && place ? `${name} of ${place}` : 'this map';
    const notice: Notice = {
      type: 'notice',
      kind: 'ended',
      text: `The session that showed ${what} ended with the window. Load the program again, then choose its map in the Sessions view.`,
    };
    panel.webview.options = pageOptions(this.extension);
    panel.webview.onDidReceiveMessage(() => void panel.webview.postMessage(notice));
    panel.webview.html = pageMarkup(panel.webview, this.extension);
  }
}

const shortened = (title: string): string =>
  title.length > longestTitle ? `${title.slice(0, longestTitle - 1)}…` : title;

const isBuffer = ({ kind }: LoadedMap): boolean => kind === 'ringbuf' || kind === 'perf_event_array';

function asReference(value: unknown): MapReference | undefined {
  if (typeof value !== 'object' || value === null || !('running' in value) || !('mapId' in value)) return undefined;
  const { running, mapId } = value;
  return running instanceof RunningSession && typeof mapId === 'number' ? { running, mapId } : undefined;
}

function textOf(state: unknown, name: string): string | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const value: unknown = Object.entries(state).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
