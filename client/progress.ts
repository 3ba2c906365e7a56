/** Progress with cancel on everything that can take over a second. */
import * as vscode from 'vscode';
import { withoutLinks } from '../core/without-links';

/** A notification, which VS Code shows once the work takes longer than a moment; with cancel, where cancelling does something. */
export function withProgress<T>(
  title: string,
  work: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
  cancellable = true,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable };
  return Promise.resolve(
    vscode.window.withProgress(options, (progress, token) =>
      work((message) => progress.report({ message: withoutLinks(message) }), signalOf(token)),
    ),
  );
}

/** Aborts when the person cancels; afterwards it stays as it is, so that a session can outlive its progress. */
function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  return controller.signal;
}
