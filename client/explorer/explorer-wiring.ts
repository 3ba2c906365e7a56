/** Makes what the Tracepoints view consists of. */
import type * as vscode from 'vscode';
import { ExplorerCommands } from './explorer-commands';
import { ExplorerView } from './explorer-view';
import { FilterBox } from './filter-box';
import { registerDimming } from './items';
import type { WatchParts } from './watch';

export interface ExplorerParts {
  readonly view: ExplorerView;
  readonly commands: ExplorerCommands;
}

export function wireExplorer(
  parts: WatchParts & { readonly own: <T extends vscode.Disposable>(part: T) => T },
): ExplorerParts {
  const { own, server } = parts;
  const view = own(new ExplorerView(server));
  const filterBox = own(new FilterBox(view));
  own(registerDimming());
  return { view, commands: new ExplorerCommands({ ...parts, view, filterBox }) };
}
