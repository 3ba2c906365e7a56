// Waits for what VS Code tells by events.
import { workspace } from 'vscode';

/** Text of the output channel that is shown once it matches; VS Code keeps the text of a shown channel in a document. */
export function outputThatMatches(pattern: RegExp): Promise<string> {
  const found = (): string | undefined =>
    workspace.textDocuments
      .filter(({ uri }) => uri.scheme === 'output')
      .map((document) => document.getText())
      .find((text) => pattern.test(text));
  return new Promise((resolve) => {
    const look = (): void => {
      const text = found();
      if (text === undefined) return;
      for (const subscription of subscriptions) subscription.dispose();
      resolve(text);
    };
    const subscriptions = [workspace.onDidChangeTextDocument(look), workspace.onDidOpenTextDocument(look)];
    look();
  });
}
