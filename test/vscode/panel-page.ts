/** Where a panel's page is, in VS Code's nest of frames. */
import type { FrameLocator, Page } from 'playwright-core';

/** The page of the panel that is in front. */
export const panelPage = ({ page }: { readonly page: Page }): FrameLocator =>
  page.locator('iframe.webview:visible').contentFrame().locator('#active-frame').contentFrame();
