/**
 * A table of any number of rows, of which only those in sight are made (pattern: WAI-ARIA grid). Arrow keys, Home, End, Page
 * Up and Down move a cell; Enter on a heading sorts by it. Rows are all equally high.
 */
import type { GridSort } from '../map-model';
import { make, setText } from './dom';

export interface GridColumn {
  readonly id: string;
  readonly name: string;
  /** Shown when the heading is pointed at. */
  readonly title: string;
  readonly numeric: boolean;
}

export interface GridRows {
  readonly count: number;
  /** Row 0 is the first below the headings. */
  readonly text: (row: number, column: number) => string;
  readonly isMarked: (row: number) => boolean;
}

/** Pixels; as panel.css has it. */
const rowHeight = 22;
/** Rows beyond what is in sight, so that scrolling shows no hole. */
const spare = 8;
/** Columns are as wide as the longest text seen in them, in characters. */
const widest = 60;
const narrowest = 6;
/** Characters that a heading needs beside its name: room at its sides, and for the arrow. */
const headingRoom = 5;

const nothing: GridRows = { count: 0, text: () => '', isMarked: () => false };

interface RowElements {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
}

export interface GridEvents {
  /** A heading was chosen. */
  readonly sort?: (id: string) => void;
  /** Space, Enter or a click on a row. */
  readonly mark?: (row: number) => void;
  /** The person scrolled, or moved, away from the end or to it. */
  readonly atEnd?: (is: boolean) => void;
}

export class Grid {
  readonly element: HTMLElement;
  private readonly head = make('div', { class: 'grid-head', role: 'row', 'aria-rowindex': '1' });
  private readonly body = make('div', { class: 'grid-body', role: 'rowgroup' });
  private readonly scroller: HTMLElement;
  private columns: readonly GridColumn[] = [];
  private rows: GridRows = nothing;
  private made: RowElements[] = [];
  private widths: number[] = [];
  private active = { row: 0, column: 0 };
  private waiting = false;

  constructor(
    label: string,
    private readonly events: GridEvents,
  ) {
    this.scroller = make(
      'div',
      { class: 'grid', role: 'grid', tabindex: '0', 'aria-label': label, 'aria-multiselectable': 'true' },
      make('div', { role: 'rowgroup', class: 'grid-heads' }, this.head),
      this.body,
    );
    this.element = this.scroller;
    this.scroller.addEventListener('scroll', () => {
      this.draw();
      this.events.atEnd?.(this.isAtEnd());
    });
    this.scroller.addEventListener('keydown', (event) => this.key(event));
    this.body.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(() => this.draw()).observe(this.scroller);
  }

  setColumns(columns: readonly GridColumn[], sort: GridSort | undefined): void {
    const focused = document.activeElement?.closest<HTMLElement>('[data-column]')?.dataset['column'];
    this.columns = columns;
    this.widths = columns.map(({ name }) => Math.min(Math.max(name.length + headingRoom, narrowest), widest));
    this.head.replaceChildren(...columns.map((column, index) => this.heading(column, index, sort)));
    this.scroller.setAttribute('aria-colcount', String(columns.length));
    this.active.column = Math.min(this.active.column, Math.max(columns.length - 1, 0));
    this.body.replaceChildren();
    this.made = [];
    this.applyWidths();
    const headings = [...this.head.querySelectorAll<HTMLElement>('[data-column]')];
    headings
      .find(({ dataset }) => dataset['column'] === focused)
      ?.querySelector('button')
      ?.focus();
  }

  setRows(rows: GridRows): void {
    this.rows = rows;
    this.scroller.setAttribute('aria-rowcount', String(rows.count + 1));
    this.body.style.height = `${rows.count * rowHeight}px`;
    this.active.row = Math.min(this.active.row, Math.max(rows.count - 1, 0));
    this.draw();
  }

  scrollToEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  private isAtEnd(): boolean {
    return this.scroller.scrollTop + this.scroller.clientHeight >= this.scroller.scrollHeight - rowHeight;
  }

  private heading({ id, name, title, numeric }: GridColumn, index: number, sort: GridSort | undefined): HTMLElement {
    const sorted = sort?.id === id ? (sort.descending ? 'descending' : 'ascending') : 'none';
    const arrow = sorted === 'none' ? '' : sorted === 'ascending' ? '▲' : '▼';
    const mark = make('span', { class: 'arrow', 'aria-hidden': 'true' }, arrow);
    const attributes = {
      role: 'columnheader',
      'aria-colindex': String(index + 1),
      class: numeric ? 'number' : 'text',
      'data-column': id,
    };
    if (!this.events.sort) return make('div', { ...attributes, title }, make('span', {}, name));
    const press = make('button', { type: 'button', title }, make('span', {}, name), mark);
    press.addEventListener('click', () => this.events.sort?.(id));
    return make('div', { ...attributes, 'aria-sort': sorted }, press);
  }

  /** Several changes in one frame are drawn once. */
  private draw(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const headHeight = this.head.offsetHeight;
    const first = Math.max(Math.floor(this.scroller.scrollTop / rowHeight) - spare, 0);
    const inSight = Math.ceil((this.scroller.clientHeight - headHeight) / rowHeight) + 2 * spare;
    const count = Math.max(Math.min(inSight, this.rows.count - first), 0);
    while (this.made.length < count) this.made.push(this.makeRow());
    for (const { element } of this.made.splice(count)) element.remove();
    const grown = this.made.map((row, index) => this.fill(row, first + index));
    if (grown.includes(true)) this.applyWidths();
    this.showActive();
  }

  private makeRow(): RowElements {
    const cells = this.columns.map(({ numeric }, index) =>
      make('div', { role: 'gridcell', 'aria-colindex': String(index + 1), class: numeric ? 'number' : 'text' }),
    );
    const element = make('div', { role: 'row', class: 'grid-row' }, ...cells);
    this.body.append(element);
    return { element, cells };
  }

  /** True where a column became wider. */
  private fill({ element, cells }: RowElements, row: number): boolean {
    let grown = false;
    element.style.transform = `translateY(${row * rowHeight}px)`;
    element.dataset['row'] = String(row);
    element.setAttribute('aria-rowindex', String(row + 2));
    element.setAttribute('aria-selected', String(this.rows.isMarked(row)));
    element.classList.toggle('odd', row % 2 === 1);
    cells.forEach((cell, column) => {
      const text = this.rows.text(row, column);
      setText(cell, text);
      const wanted = Math.min(text.length + 2, widest);
      if (wanted <= (this.widths[column] ?? 0)) return;
      cell.title = text.length > widest - 2 ? text : '';
      this.widths[column] = wanted;
      grown = true;
    });
    return grown;
  }

  private applyWidths(): void {
    this.scroller.style.setProperty('--columns', this.widths.map((width) => `${width}ch`).join(' '));
  }

  private showActive(): void {
    for (const { element, cells } of this.made) {
      const isRow = Number(element.dataset['row']) === this.active.row;
      cells.forEach((cell, column) => {
        const is = isRow && column === this.active.column;
        cell.classList.toggle('active', is);
        if (is) cell.id = 'active-cell';
        else cell.removeAttribute('id');
      });
    }
    if (this.rows.count > 0) this.scroller.setAttribute('aria-activedescendant', 'active-cell');
    else this.scroller.removeAttribute('aria-activedescendant');
  }

  private click(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.grid-row') : null;
    if (!row) return;
    const cell = event.target instanceof Element ? event.target.closest('[aria-colindex]') : null;
    this.active = {
      row: Number(row.dataset['row']),
      column: Number(cell?.getAttribute('aria-colindex') ?? 1) - 1,
    };
    this.events.mark?.(this.active.row);
    this.draw();
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.scroller || event.altKey || event.metaKey) return;
    const page = Math.max(Math.floor(this.scroller.clientHeight / rowHeight) - 2, 1);
    const { row, column } = this.active;
    const last = { row: this.rows.count - 1, column: this.columns.length - 1 };
    const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: event.ctrlKey ? [0, 0] : [row, 0],
      End: event.ctrlKey ? [last.row, last.column] : [row, last.column],
    };
    const step = steps[event.key];
    if (step) this.move(clamp(step[0], last.row), clamp(step[1], last.column));
    else if (event.key === ' ' || event.key === 'Enter') this.events.mark?.(row);
    else return;
    event.preventDefault();
    this.draw();
  }

  private move(row: number, column: number): void {
    this.active = { row, column };
    const top = row * rowHeight;
    const room = this.scroller.clientHeight - this.head.offsetHeight;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + rowHeight > this.scroller.scrollTop + room) this.scroller.scrollTop = top + rowHeight - room;
    const heading = this.head.children[column];
    if (heading instanceof HTMLElement) {
      const { offsetLeft, offsetWidth } = heading;
      const { scrollLeft, clientWidth } = this.scroller;
      if (offsetLeft < scrollLeft) this.scroller.scrollLeft = offsetLeft;
      else if (offsetLeft + offsetWidth > scrollLeft + clientWidth)
        this.scroller.scrollLeft = offsetLeft + offsetWidth - clientWidth;
    }
  }
}

const clamp = (value: number, last: number): number => Math.min(Math.max(value, 0), Math.max(last, 0));
