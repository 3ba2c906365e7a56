/** The report as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), which code-scanning services read. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Place, Report, Reported } from './report';
import type { Rule } from './rules';
import { alsoOn } from './text';

export interface SarifAbout {
  readonly version: string;
  readonly rules: readonly Rule[];
  /** URI of docs/diagnostics.md. */
  readonly explanations: string;
  /** The folder that files are named from. */
  readonly directory: string;
}

export function reportSarif(report: Report, about: SarifAbout): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(about) },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { uri: pathToFileURL(about.directory).href.replace(/\/?$/, '/') } },
        artifacts: report.files.map((file) => ({ location: artifact(file, about.directory), sourceLanguage: 'c' })),
        results: report.findings.map((finding) => result(finding, report, about)),
        properties: { targets: report.targets },
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function driver({ version, rules, explanations }: SarifAbout): object {
  return {
    name: 'bpf-tracepoints',
    semanticVersion: version,
    rules: rules.map(({ id, severity, summary, text }) => ({
      id,
      shortDescription: { text: summary },
      ...(text !== '' && { help: { text, markdown: text } }),
      helpUri: `${explanations}#${id}`,
      defaultConfiguration: { level: severity },
    })),
  };
}

function result(finding: Reported, report: Report, about: SarifAbout): object {
  const { code, severity, message, related, targets, file } = finding;
  const location = (place: Place): object => ({
    physicalLocation: {
      artifactLocation: { ...artifact(file, about.directory), index: report.files.indexOf(file) },
      region: {
        startLine: place.start.line,
        startColumn: place.start.column,
        endLine: place.end.line,
        endColumn: place.end.column,
      },
    },
  });
  return {
    ruleId: code,
    ruleIndex: about.rules.findIndex(({ id }) => id === code),
    level: severity,
    message: { text: `${message}${alsoOn(finding, report.targets)}` },
    locations: [location(finding)],
    ...(related.length > 0 && {
      relatedLocations: related.map((one, id) => ({ id, ...location(one), message: { text: one.message } })),
    }),
    properties: { targets },
  };
}

/** Files below the folder are named from it, so that the report holds wherever the checkout lies. */
function artifact(file: string, directory: string): object {
  const path = relative(directory, resolve(directory, file));
  if (path.startsWith('..') || isAbsolute(path)) return { uri: pathToFileURL(resolve(directory, file)).href };
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' };
}
