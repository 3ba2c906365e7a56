/** The source of what was kept on a target: found in the workspace by its name, where it is there. */
import * as vscode from 'vscode';
import { tell } from '../tell';

/** Scheme of the URI that stands for a source that is not in this workspace. */
const KEPT_SCHEME = 'bpf-kept';

/** The file of that name in the workspace if there is exactly one; else a URI that only tells apart. */
export async function findSource(target: string, name: string, source: string): Promise<vscode.Uri> {
  const found = /^[\w.-]+$/.test(source) ? await vscode.workspace.findFiles(`**/${source}`, undefined, 2) : [];
  const [first] = found;
  return first && found.length === 1 ? first : vscode.Uri.from({ scheme: KEPT_SCHEME, path: `/${target}/${name}` });
}

/** The open document of a source, or undefined after telling that it is not here. */
export async function openSource(source: vscode.Uri, name: string): Promise<vscode.TextDocument | undefined> {
  if (source.scheme !== KEPT_SCHEME) return vscode.workspace.openTextDocument(source);
  tell(`The source of ${name} is not in this workspace. Open the folder that holds it, and take it over again.`);
  return undefined;
}
