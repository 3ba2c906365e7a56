/** What makes a verifier's log readable: lines that lead to the source, a lens where it was refused, folding by source line. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { foldings, placeLabel, sourceColumns } from './log-document';
import { logLanguage, logScheme, type VerifierLogs } from './logs';
import { fileOf, linkTo, locate } from './places';

/** Of the links in one log: more are of no use, and each costs the editor. */
const mostLinks = 5000;

export function registerLogFeatures(logs: VerifierLogs): vscode.Disposable {
  const selector = { language: logLanguage, scheme: logScheme };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: ({ uri }) => sourceLinks(logs, uri),
    }),
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition: async ({ uri }, { line }) => {
        const log = logs.of(uri);
        const place = log?.document.lines[line]?.place;
        return log && place ? locate(place, log.source) : undefined;
      },
    }),
    vscode.languages.registerCodeLensProvider(selector, { provideCodeLenses: ({ uri }) => lenses(logs, uri) }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: ({ uri }) =>
        foldings(logs.of(uri)?.document.lines ?? []).map(({ start, end }) => new vscode.FoldingRange(start, end)),
    }),
  );
}

/** On source lines; on those of instructions and states, Go to Definition does the same without underlining all of the log. */
function sourceLinks(logs: VerifierLogs, uri: vscode.Uri): vscode.DocumentLink[] {
  const log = logs.of(uri);
  if (!log) return [];
  const links: vscode.DocumentLink[] = [];
  log.document.lines.forEach(({ kind, text, place }, line) => {
    if (kind !== 'source' || !place || links.length >= mostLinks) return;
    const { start, end } = sourceColumns(text);
    const link = new vscode.DocumentLink(new vscode.Range(line, start, line, end), linkTo(place, log.source));
    link.tooltip = `${basename(place.file)}:${place.line}`;
    links.push(link);
  });
  return links;
}

async function lenses(logs: VerifierLogs, uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  const log = logs.of(uri);
  const place = log?.document.place;
  if (!log || !place) return [];
  const { uri: file, range } = await locate(place, log.source);
  const label = placeLabel(basename(fileOf(place, log.source).fsPath), place);
  const command = (title: string): vscode.Command => ({
    title,
    command: 'vscode.open',
    arguments: [file, { selection: range }],
  });
  const at = log.document.refusedLine;
  return [
    new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command(`$(go-to-file) ${label}`)),
    new vscode.CodeLens(new vscode.Range(at, 0, at, 0), command(`$(arrow-right) refused here: ${label}`)),
  ];
}
