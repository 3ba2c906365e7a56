import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { reportJson } from '../../../cli/check/json';
import type { Report, Reported } from '../../../cli/check/report';
import { codes, readRules } from '../../../cli/check/rules';
import { reportSarif } from '../../../cli/check/sarif';
import { reportText } from '../../../cli/check/text';

/** The schema of SARIF 2.1.0 (errata 01 calls it rtm.5), as Microsoft's package has it. */
const schema: unknown = JSON.parse(
  readFileSync(
    createRequire(resolve('package.json')).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ),
);

const place = (line: number, column: number): Reported['start'] => ({ line, column });

const finding: Reported = {
  file: 'src/a b.bpf.c',
  start: place(3, 9),
  end: place(3, 26),
  severity: 'error',
  code: 'unknown-tracepoint',
  message: 'There is no tracepoint sched/sched_swich on box1.',
  related: [{ start: place(1, 1), end: place(1, 4), message: 'Declared\nhere.' }],
  targets: ['box1', 'box2'],
};

const report: Report = {
  targets: ['box1', 'box2', 'box3'],
  files: ['src/a b.bpf.c', '/elsewhere/c.bpf.c'],
  findings: [
    finding,
    { ...finding, file: '/elsewhere/c.bpf.c', severity: 'warning', code: 'layout-mismatch', related: [] },
  ],
};

const about = {
  version: '1.2.3',
  rules: readRules('docs/diagnostics.md'),
  explanations: 'file:///x/docs/diagnostics.md',
  directory: '/work place',
};

describe('the report of check', function () {
  this.timeout(60_000);

  it('as text is what editors find places in', () => {
    assert.equal(
      reportText({ ...report, findings: [finding] }, false),
      'src/a b.bpf.c:3:9: error: There is no tracepoint sched/sched_swich on box1. (on box1, box2) [unknown-tracepoint]\n' +
        'src/a b.bpf.c:1:1: note: Declared here.\n',
    );
    const hostile = { ...finding, message: 'a\u001b]0;title\u0007', file: 'b\u009b2J.c', related: [] };
    assert.match(
      reportText({ ...report, findings: [hostile] }, false),
      /^b\\x9b2J\.c:3:9: error: a\\x1b\]0;title\\x07 /,
    );
    assert.match(reportText(report, true), /\u001b\[31merror:\u001b\[0m/);
    assert.equal(reportText({ ...report, findings: [] }, false), '');
  });

  it('does not repeat the one target that the message names', () => {
    const one = { ...report, targets: ['box1'], findings: [{ ...finding, targets: ['box1'] }] };
    assert.match(reportText(one, false), /on box1\. \[unknown-tracepoint\]/);
  });

  it('as JSON holds everything', () => {
    const parsed = JSON.parse(reportJson(report)) as { targets: string[]; findings: Record<string, unknown>[] };
    assert.deepEqual(parsed.targets, report.targets);
    const { related, ...first } = parsed.findings[0] ?? {};
    assert.deepEqual(first, {
      file: 'src/a b.bpf.c',
      line: 3,
      column: 9,
      endLine: 3,
      endColumn: 26,
      severity: 'error',
      code: 'unknown-tracepoint',
      message: finding.message,
      targets: ['box1', 'box2'],
    });
    assert.equal((related as unknown[]).length, 1);
  });

  it('as SARIF is valid by its schema', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const validate = ajv.compile(schema as object);
    for (const one of [report, { ...report, findings: [], files: [] }]) {
      const isValid = validate(JSON.parse(reportSarif(one, about)));
      assert.ok(isValid, JSON.stringify(validate.errors, undefined, 2));
    }
    // The schema does refuse what is wrong.
    assert.equal(validate({ version: '2.1.0', runs: [{ tool: { driver: {} } }] }), false);
    assert.equal(validate(JSON.parse(reportSarif(report, { ...about, explanations: 'no uri' }))), false);
  });

  it('as SARIF names rules, places and targets', () => {
    interface Run {
      readonly tool: { readonly driver: { readonly rules: { readonly id: string; readonly helpUri: string }[] } };
      readonly originalUriBaseIds: { readonly ROOT: { readonly uri: string } };
      readonly results: {
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string; readonly index: number };
            readonly region: { readonly startLine: number; readonly endColumn: number };
          };
        }[];
      }[];
    }
    const { runs } = JSON.parse(reportSarif(report, about)) as { runs: [Run] };
    const [{ tool, results, originalUriBaseIds }] = runs;
    assert.equal(originalUriBaseIds.ROOT.uri, 'file:///work%20place/');
    const [first, second] = results;
    assert.equal(tool.driver.rules[first?.ruleIndex ?? -1]?.helpUri, `${about.explanations}#unknown-tracepoint`);
    const { artifactLocation, region } = first?.locations[0]?.physicalLocation ?? {};
    assert.deepEqual(artifactLocation, { uri: 'src/a%20b.bpf.c', uriBaseId: 'ROOT', index: 0 });
    assert.deepEqual([region?.startLine, region?.endColumn], [3, 26]);
    assert.match(first?.message.text ?? '', /\(on box1, box2\)$/);
    assert.deepEqual(second?.locations[0]?.physicalLocation.artifactLocation, {
      uri: 'file:///elsewhere/c.bpf.c',
      index: 1,
    });
    assert.equal(second.level, 'warning');
  });

  it('has a rule for each section of docs/diagnostics.md', () => {
    const sections = [...readFileSync('docs/diagnostics.md', 'utf8').matchAll(/^## (.*)$/gm)].map(([, name]) => name);
    assert.deepEqual([...codes].sort(), sections.sort());
    for (const { text, summary, id, severity } of about.rules) {
      assert.match(text, severity === 'error' ? /^Error\. / : /^Warning\. /, id);
      assert.match(summary, /^.{10,200}\.$/, id);
    }
  });
});
