/** Values over time, a line each, drawn by uPlot and kept up to date in place. The table beside it says the same without a picture. */
import uPlot from 'uplot';
import { make, setText } from './dom';
import { shortNumber, valueText } from './format';
import { onThemeChange, readTheme, type Theme } from './theme';

export interface LinePoint {
  readonly id: string;
  readonly label: string;
  /** Undefined: not known at this time. */
  readonly value: number | undefined;
}

/** Readings kept: ten minutes, one a second. */
const mostPoints = 600;
/** So few readings are shown as points too. */
const fewPoints = 4;
/** Pixels. */
const chartHeight = 220;

interface Line {
  readonly id: string;
  readonly label: string;
  readonly values: (number | null)[];
}

export class TimeLine {
  readonly element: HTMLElement;
  private readonly place = make('div', {
    class: 'plot',
    tabindex: '0',
    role: 'img',
    'aria-label': 'Time line. Left and right arrow keys read one reading after the other.',
  });
  private readonly said = make('p', { class: 'said', 'aria-live': 'polite' });
  private times: number[] = [];
  private lines: Line[] = [];
  private plot: uPlot | undefined;
  private cursor: number | undefined;
  private label = '';

  constructor() {
    this.element = make('section', { class: 'chart', 'aria-label': 'Time line' }, this.place, this.said);
    this.place.addEventListener('keydown', (event) => this.key(event));
    this.place.addEventListener('blur', () => this.say(undefined));
    new ResizeObserver(() => this.plot?.setSize({ width: this.width(), height: chartHeight })).observe(this.place);
    onThemeChange(() => this.rebuild());
  }

  /** Begins anew: another column, or other rows. */
  clear(label: string): void {
    this.label = label;
    this.times = [];
    this.lines = [];
    this.cursor = undefined;
    this.plot?.destroy();
    this.plot = undefined;
    setText(this.said, '');
  }

  /** `time`: seconds since 1970. Rows that are new have no values for the times before. */
  add(time: number, points: readonly LinePoint[]): void {
    const fresh = points.filter(({ id }) => !this.lines.some((line) => line.id === id));
    const past = this.times.map(() => null);
    for (const { id, label } of fresh) this.lines.push({ id, label, values: [...past] });
    if (this.lines.length === 0) {
      setText(this.said, 'There is nothing to draw yet.');
      return;
    }
    this.times.push(time);
    const values = new Map(points.map(({ id, value }) => [id, value]));
    for (const line of this.lines) line.values.push(values.get(line.id) ?? null);
    if (this.times.length > mostPoints) {
      this.times.shift();
      for (const line of this.lines) line.values.shift();
      if (this.cursor !== undefined) this.cursor = Math.max(this.cursor - 1, 0);
    }
    if (this.plot && fresh.length === 0) this.plot.setData(this.data());
    else this.rebuild();
    this.showCursor();
  }

  private data(): uPlot.AlignedData {
    return [this.times, ...this.lines.map(({ values }) => values)];
  }

  private width(): number {
    return Math.max(this.place.clientWidth - 2, 200);
  }

  private rebuild(): void {
    if (this.lines.length === 0) return;
    this.plot?.destroy();
    this.plot = new uPlot(this.options(readTheme()), this.data(), this.place);
    this.showCursor();
  }

  private options(theme: Theme): uPlot.Options {
    const axis = {
      stroke: theme.text,
      font: theme.font,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { stroke: theme.grid, width: 1 },
    };
    return {
      width: this.width(),
      height: chartHeight,
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: true },
        y: { range: (_plot, low, high) => [Math.min(low, 0), high <= low ? low + 1 : high * 1.05] },
      },
      legend: { live: true },
      series: [
        { label: 'Time' },
        ...this.lines.map(({ label }, index): uPlot.Series => {
          const style = theme.lines[index % theme.lines.length];
          return {
            label,
            width: 2,
            points: { show: () => this.times.length < fewPoints },
            ...(style && { stroke: style.colour, dash: [...style.dash] }),
            value: (_plot, value: number | null) => (value === null ? '' : valueText(value)),
          };
        }),
      ],
      axes: [
        { ...axis, values: (_plot, values) => values.map(clock) },
        {
          ...axis,
          size: 64,
          label: this.label,
          labelFont: theme.font,
          values: (_plot, values) => values.map(shortNumber),
        },
      ],
    };
  }

  private key(event: KeyboardEvent): void {
    const last = this.times.length - 1;
    if (last < 0) return;
    const at = this.cursor ?? last + 1;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: Math.max(at - 1, 0),
      ArrowRight: Math.min(at + 1, last),
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (place === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    this.say(place);
  }

  /** Puts the cursor on a reading and says its values; undefined: takes it away. */
  private say(index: number | undefined): void {
    this.cursor = index;
    this.showCursor();
    const time = index === undefined ? undefined : this.times[index];
    if (index === undefined || time === undefined) {
      setText(this.said, '');
      return;
    }
    const values = this.lines.map(({ label, values: all }) => `${label}: ${valueText(all[index] ?? 'not known')}`);
    setText(this.said, `${new Date(time * 1000).toLocaleTimeString()}: ${values.join('; ')}`);
  }

  private showCursor(): void {
    if (!this.plot || this.cursor === undefined) return;
    const time = this.times[this.cursor] ?? 0;
    const value = this.lines[0]?.values[this.cursor] ?? 0;
    this.plot.setCursor({ left: this.plot.valToPos(time, 'x'), top: this.plot.valToPos(value, 'y') }, false);
    this.plot.setLegend({ idx: this.cursor }, false);
  }
}

const clock = (seconds: number): string => new Date(seconds * 1000).toLocaleTimeString(undefined, { hour12: false });
