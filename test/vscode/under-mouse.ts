/** What a row or a header shows only while the mouse is over it. */
import type { Locator, Page } from 'playwright-core';

/** Milliseconds that one try may take: a tooltip that covers the row does not go while the mouse rests. */
const TRY = 3_000;

/** Milliseconds after which what went wrong last is the answer. */
const PATIENCE = 60_000;

/** Where no row is, nor a header with actions. */
const AWAY = { x: 900, y: 500 };

/** The button of a row or a header that starts so. */
export const actionOf = (over: Locator, title: string): Locator =>
  over.locator(`.action-label[aria-label^=${JSON.stringify(title)}]`);

/**
 * Moves the mouse over something and does what that makes possible; again where it was drawn anew, or covered by a tooltip.
 * `act`: passes its timeout on to what it waits for. Rejects after a minute, with what `act` rejected with last.
 */
export async function underMouse(
  { page }: { readonly page: Page },
  over: Locator,
  act: (timeout: { readonly timeout: number }) => Promise<unknown>,
): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    await page.mouse.move(AWAY.x, AWAY.y);
    await over.hover();
    try {
      await act({ timeout: TRY });
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

/** Clicks such a button. */
export const clickAction = (editor: { readonly page: Page }, over: Locator, title: string): Promise<void> =>
  underMouse(editor, over, (timeout) => actionOf(over, title).click(timeout));
