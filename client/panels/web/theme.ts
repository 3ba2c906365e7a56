/** Colours of the editor's theme, for what is drawn and not styled. */

/** Lines of a chart are told apart by more than colour: each has its own dashes. */
export interface LineStyle {
  readonly colour: string;
  /** Pixels on and off; none: solid. */
  readonly dash: readonly number[];
}

const lineColours = ['blue', 'red', 'green', 'yellow', 'purple', 'foreground'] as const;
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [10, 3, 2, 3], [12, 6], [1, 6]];

export interface Theme {
  readonly text: string;
  readonly grid: string;
  readonly background: string;
  readonly font: string;
  readonly lines: readonly LineStyle[];
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const text = colour('--vscode-editor-foreground', '#888');
  return {
    text,
    background: colour('--vscode-editor-background', '#000'),
    grid: 'rgba(128, 128, 128, 0.35)',
    font: `${colour('--vscode-font-size', '13px')} ${colour('--vscode-font-family', 'sans-serif')}`,
    lines: lineColours.map((name, index) => ({
      colour: colour(`--vscode-charts-${name}`, text),
      dash: dashes[index] ?? [],
    })),
  };
}

/** VS Code changes the body's class, and its variables on the root, when the theme is another. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
