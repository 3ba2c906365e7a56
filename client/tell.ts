/** Sentences for people, as notifications. What they quote of a file, a host or a kernel is text there, and no link that runs a command. */
import * as vscode from 'vscode';
import { withoutLinks } from '../core/without-links';

export function tell(sentence: string): void {
  void vscode.window.showInformationMessage(withoutLinks(sentence));
}

export function tellError(sentence: string): void {
  void vscode.window.showErrorMessage(withoutLinks(sentence));
}
