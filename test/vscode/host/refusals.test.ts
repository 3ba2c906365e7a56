import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  DiagnosticSeverity,
  languages,
  Position,
  Uri,
  window,
  workspace,
  type CodeLens,
  type Diagnostic,
  type DocumentLink,
  type FoldingRange,
  type Location,
  type TextDocument,
} from 'vscode';
import { bpfObjects, leftovers } from '../../target/bed';
import { vmSshConfig } from '../support';

const HEAD = `#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

`;

/** Two mistakes; the second behind letters of more than one byte. */
const REFUSED = `${HEAD}SEC("tp/sched/sched_switch")
int counts_switches(void *ctx)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	*count += 1;
	return 0;
}

SEC("tp/sched/sched_wakeup")
int reads_common(int *ctx)
{
	/* größer — 😀 */ if (ctx[1] > 5)
		return 1;
	return 0;
}
`;

const NOT_ATTACHED = `${HEAD}SEC("tp/sched/sched_switch")
int reads_too_far(void *ctx)
{
	return *(int *)(ctx + 1024);
}

SEC("tp/sched/sched_swich")
int misspelt(void *ctx)
{
	return 0;
}
`;

const HEADER = `static __attribute__((noinline)) int first_of(int *ctx)
{
	return ctx[0] > 5;
}
`;
const IN_HEADER = `${HEAD}#include "first.h"

SEC("tp/sched/sched_switch")
int reads_header(int *ctx)
{
	return first_of(ctx);
}
`;

function write(name: string, content: string): Uri {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder);
  const file = Uri.file(join(folder, name));
  writeFileSync(file.fsPath, content);
  return file;
}

async function open(uri: Uri): Promise<TextDocument> {
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  return document;
}

const ofVerifier = (uri: Uri): Diagnostic[] =>
  languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'verifier')
    .sort((a, b) => a.range.start.line - b.range.start.line);

const codeOf = ({ code }: Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

describe('what the kernel refuses, in the editor', function () {
  this.timeout(180_000);
  let baseline: string[];
  before(async function () {
    vmSshConfig(this);
    baseline = await bpfObjects();
    await workspace.getConfiguration('bpfTracepoints').update('activeTarget', 'vm', ConfigurationTarget.Workspace);
  });
  afterEach(async () => assert.deepEqual(await leftovers(baseline), []));

  it('stands at the expression, with the steps that led there and the way to the log', async () => {
    const document = await open(write('two-refused.bpf.c', REFUSED));
    await commands.executeCommand('bpfTracepoints.load', document.uri);
    const [deref, common, ...others] = ofVerifier(document.uri);
    assert.deepEqual(others, []);
    assert.ok(deref && common);
    assert.equal(deref.severity, DiagnosticSeverity.Error);
    assert.equal(document.getText(deref.range), '*count += 1');
    assert.equal(codeOf(deref), 'null-check');
    assert.match(deref.message, /map_value_or_null/);
    assert.match(deref.message, /^Fix: /m);
    assert.equal(document.getText(common.range), 'ctx[1]');
    assert.equal(codeOf(common), 'common-field-read');
    assert.match(common.message, /invalid bpf_context access off=4 size=4/);
    const related = deref.relatedInformation ?? [];
    assert.ok(
      related.some(({ location }) => document.lineAt(location.range.start.line).text.includes('bpf_map_lookup_elem')),
      JSON.stringify(related),
    );
    assert.equal(related.at(-1)?.location.uri.scheme, 'bpf-verifier');
  });

  it('has its whole log as a document that leads to the source', async () => {
    const [deref] = ofVerifier(Uri.file(join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'two-refused.bpf.c')));
    const place = deref?.relatedInformation?.at(-1)?.location;
    assert.ok(deref && place);
    const log = await open(place.uri);
    assert.equal(log.languageId, 'bpf-verifier-log');
    assert.match(log.uri.path, /^\/counts_switches verifier log \(vm\)\.bpf-verifier-log$/);
    assert.match(log.lineAt(place.range.start.line).text, /^R0 invalid mem access/);
    const text = log.getText();
    assert.match(text, /^processed \d+ insns/m);
    const instruction = log.positionAt(text.indexOf('call bpf_map_lookup_elem#1'));
    const [definition] = await commands.executeCommand<Location[]>(
      'vscode.executeDefinitionProvider',
      log.uri,
      instruction,
    );
    assert.match(definition?.uri.path ?? '', /two-refused\.bpf\.c$/);
    const source = await workspace.openTextDocument(definition?.uri ?? log.uri);
    assert.match(source.getText(definition?.range), /^bpf_map_lookup_elem\(/);
    const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', log.uri);
    assert.ok(links.some((link) => /two-refused\.bpf\.c#L18,/.test(link.target?.toString(true) ?? '')));
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', log.uri, 10);
    assert.ok(
      lenses.some(({ command }) => /refused here: two-refused\.bpf\.c:20 {2}\*count \+= 1;/.test(command?.title ?? '')),
    );
    const folds = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', log.uri);
    assert.ok(folds.length > 2);
    await commands.executeCommand('bpfTracepoints.showVerifierLog', place.uri);
  });

  it('follows edits above, and goes when its line is edited', async () => {
    const document = await open(write('edited.bpf.c', REFUSED));
    await commands.executeCommand('bpfTracepoints.load', document.uri);
    assert.equal(ofVerifier(document.uri).length, 2);
    const editor = await window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new Position(0, 0), '/* more */\n'));
    const [moved] = ofVerifier(document.uri);
    assert.equal(document.getText(moved?.range), '*count += 1');
    const at = document.getText().indexOf('*count += 1');
    await editor.edit((edit) => edit.insert(document.positionAt(at), 'if (count)\n\t\t'));
    assert.deepEqual(ofVerifier(document.uri).map(codeOf), ['common-field-read']);
    await document.save();
    await commands.executeCommand('bpfTracepoints.compile', document.uri);
    assert.deepEqual(ofVerifier(document.uri), []);
  });

  it('stands in the header where that is the place', async () => {
    const header = write('first.h', HEADER);
    const document = await open(write('with-header.bpf.c', IN_HEADER));
    await commands.executeCommand('bpfTracepoints.load', document.uri);
    assert.deepEqual(ofVerifier(document.uri), []);
    const [found] = ofVerifier(header);
    assert.ok(found);
    assert.equal((await workspace.openTextDocument(header)).getText(found.range), 'ctx[0]');
  });

  it('is said at the section where a program loads and does not attach', async () => {
    const document = await open(write('not-attached.bpf.c', NOT_ATTACHED));
    await commands.executeCommand('bpfTracepoints.load', document.uri);
    const [far, misspelt, ...others] = ofVerifier(document.uri);
    assert.deepEqual(others, []);
    assert.ok(far && misspelt);
    assert.equal(codeOf(far), 'past-record-end');
    assert.equal(document.getText(far.range), 'SEC("tp/sched/sched_switch")');
    assert.match(far.message, /past the end of the record of sched\/sched_switch/);
    assert.equal(codeOf(misspelt), 'unknown-event');
    assert.equal(document.getText(misspelt.range), 'SEC("tp/sched/sched_swich")');
    assert.match(misspelt.message, /Nearest there: sched\/sched_switch/);
  });
});
