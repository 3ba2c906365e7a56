/** What a row or a header shows only while the mouse is over it. */
import type { Locator, Page } from 'playwright-core';

/** Milliseconds that one try may take: a tooltip that covers the row does not go while the mouse rests. */
const TRY = 3_000;

/** Where no row is, nor a header with actions. */
const AWAY = { x: 900, y: 500 };

/** The button of a row or a header that starts so. */
export const actionOf = (over: Locator, title: string): Locator =>
  over.locator(`.action-label[aria-label^=${JSON.stringify(title)}]`);

/**
 * Moves the mouse over something and does what that makes possible; again where it was drawn anew, or covered by a tooltip.
 * `act`: passes its timeout on to what it waits for. Rejects where there is nothing to move the mouse over.
 */
export async function underMouse(
  { page }: { readonly page: Page },
  over: Locator,
  act: (timeout: { readonly timeout: number }) => Promise<unknown>,
): Promise<void> {
  for (let done = false; !done;) {
    await page.mouse.move(AWAY.x, AWAY.y);
    await over.hover();
    done = await act({ timeout: TRY }).then(
      () => true,
      () => false,
    );
  }
}

/** Clicks such a button. */
export const clickAction = (editor: { readonly page: Page }, over: Locator, title: string): Promise<void> =>
  underMouse(editor, over, (timeout) => actionOf(over, title).click(timeout));
