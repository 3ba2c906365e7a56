/** Makes elements. Texts are set as texts: nothing that comes from a target is ever read as markup. */

type Attributes = Readonly<Record<string, string>>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(label: string, press: () => void, title = ''): HTMLButtonElement {
  const element = make('button', { type: 'button', ...(title !== '' && { title }) }, label);
  element.addEventListener('click', press);
  return element;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A choice with its label before it. */
export class Choice {
  readonly element: HTMLLabelElement;
  private readonly select = make('select');
  private shown = '';

  constructor(label: string, changed: (value: string) => void) {
    this.element = make('label', {}, make('span', {}, label), this.select);
    this.select.addEventListener('change', () => changed(this.select.value));
  }

  get value(): string {
    return this.select.value;
  }

  /** Does nothing where nothing is another: an open list must not close at every reading. */
  set(options: readonly Option[], value: string): void {
    const now = JSON.stringify(options);
    if (now !== this.shown) {
      this.shown = now;
      this.select.replaceChildren(...options.map((each) => make('option', { value: each.value }, each.label)));
    }
    if (this.select.value !== value) this.select.value = value;
  }
}

export class Toggle {
  readonly element: HTMLLabelElement;
  private readonly box = make('input', { type: 'checkbox' });

  constructor(label: string, title: string, changed: (on: boolean) => void) {
    this.element = make('label', { title }, this.box, make('span', {}, label));
    this.box.addEventListener('change', () => changed(this.box.checked));
  }

  set(on: boolean): void {
    this.box.checked = on;
  }
}

/** Sets a text only where it is another: a screen reader and the layout are left alone otherwise. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function show(element: HTMLElement, on: boolean): void {
  if (element.hidden === on) element.hidden = !on;
}
