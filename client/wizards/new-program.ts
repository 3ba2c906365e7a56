/** New Program: a few questions, and a program that compiles, loads and reads well opens in the editor. */
import * as vscode from 'vscode';
import { normaliseName } from '../../core/formats/names';
import type { FromPlanAnswer } from '../../core/messages';
import { openUntitled } from '../untitled';
import { orTold } from './kernel';
import type { KnownTargetParts } from '../targets/known-target';
import { knownKernel } from './known-kernel';
import { tellProblems } from './line-run';
import { noAnswers, plansOf, type PlanAnswers } from './plan-answers';
import { PlanSteps } from './plan-steps';
import { askOne } from './questions';
import { tellError } from '../tell';
import { back, walk, type Step } from './steps';

const TITLE = 'New Program';

interface ContextRow extends vscode.QuickPickItem {
  readonly context: PlanAnswers['context'];
}

export class NewProgram {
  constructor(private readonly parts: KnownTargetParts) {}

  /** `names`: the tracepoints that it is to be for; what else a command is given means nothing. */
  async run(names: readonly unknown[]): Promise<void> {
    await orTold(
      this.ask(
        names
          .flat()
          .filter((name) => typeof name === 'string')
          .map(normaliseName),
      ),
    );
  }

  private async ask(wanted: readonly string[]): Promise<void> {
    const [known, underCursor] = await Promise.all([knownKernel(this.parts), this.underCursor()]);
    if (!known) return;
    const names = new Set(known.names.map(({ name }) => name));
    const tracepoints = [...new Set(wanted)].filter((name) => names.has(name));
    const unknown = wanted.filter((name) => !names.has(name));
    if (unknown.length > 0) tellError(`BPF cannot attach to ${unknown.join(', ')} on the active target: left out.`);
    const steps = new PlanSteps(known.kernel, known.names, {
      suggested: underCursor,
      shapes: ['print', 'count', 'histogram', 'latency'],
      several: true,
    });
    const headers = await vscode.workspace.findFiles('**/vmlinux.h', '**/node_modules/**', 1);
    const context = contextStep(headers[0]);
    const answers = await walk<PlanAnswers>(
      TITLE,
      { ...noAnswers, tracepoints },
      (so) => [...steps.of(so), context],
      tracepoints.length > 0 ? 1 : 0,
    );
    const plans = answers ? plansOf(answers) : [];
    if (!answers || plans.length === 0) return;
    const made = await known.kernel.generate(plans, { context: answers.context });
    await this.open(made, answers.context === 'vmlinux' ? headers[0] : undefined, answers.context === 'vmlinux');
  }

  private async open(made: FromPlanAnswer, header: vscode.Uri | undefined, needsHeader: boolean): Promise<void> {
    if ('problems' in made) {
      tellProblems(made);
      return;
    }
    const [name = 'program'] = made.functions;
    await openUntitled(`${name}.bpf.c`, made.text, header && vscode.Uri.joinPath(header, '..'));
    if (needsHeader && !header) await vscode.commands.executeCommand('bpfTracepoints.writeVmlinux');
  }

  /** The tracepoint of the program that the cursor stands in. */
  private async underCursor(): Promise<string | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== 'c') return undefined;
    const { line } = editor.selection.active;
    const programs = await this.parts.server.programs(editor.document);
    return programs.find(({ range }) => range.start.line <= line && line <= range.end.line)?.tracepoint;
  }
}

/** How the program knows the record. */
function contextStep(header: vscode.Uri | undefined): Step<PlanAnswers> {
  const own: ContextRow = {
    context: 'struct',
    label: '$(symbol-struct) A struct in the program',
    detail: 'The record as the target’s kernel lays it out, with its offsets asserted; needs no other file',
  };
  const found: ContextRow = {
    context: 'vmlinux',
    label: '$(file-code) vmlinux.h',
    detail: header
      ? `The kernel’s own structs, read by CO-RE; the program goes beside ${vscode.workspace.asRelativePath(header)}`
      : 'The kernel’s own structs, read by CO-RE. This workspace has none: it is written from the target afterwards',
  };
  return async (answers, place) => {
    const rows = header !== undefined || vscode.workspace.isTrusted ? [own, found] : [own];
    const active = answers.context === 'vmlinux' ? found : own;
    const picked = await askOne(place, 'How shall the program know the record?', rows, active);
    return picked === back || picked === undefined ? picked : { ...answers, context: picked.context };
  };
}
