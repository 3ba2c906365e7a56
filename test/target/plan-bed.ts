/** Programs from argdist's lines, on the virtual machine's own kernel: generated, compiled, loaded, and read. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { planOf } from '../../core/argdist/plan';
import { countRows, keyValueText, slotCounts } from '../../core/argdist/rows';
import { parseSpecifier, type Specifier, type SpecifierKind } from '../../core/argdist/specifier';
import { readBtf } from '../../core/btf/read';
import type { KernelBtf } from '../../core/btf/types';
import { classOf } from '../../core/context/class';
import { indexCapture } from '../../core/formats/kernel-index';
import type { KernelIndex, Tracepoint } from '../../core/formats/types';
import { generateFromPlans } from '../../core/generate/from-plans';
import type { Plan, PlannedMap, PlannedProgram, PlanOptions } from '../../core/generate/plan';
import { DataSession, view } from './data-bed';
import { LoaderBed } from './loader-bed';
import { compileFile } from './loader-programs';

export type Context = 'struct' | 'vmlinux';

export class PlanBed {
  readonly loaders = new LoaderBed('/root/loader-plans-test');
  private kernel: KernelIndex | undefined;
  private btf: KernelBtf | undefined;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'bpf-tracepoints-plans-'));

  async open(): Promise<void> {
    await this.loaders.open();
    this.kernel = indexCapture(
      (await this.loaders.lines('cd /sys/kernel/tracing/events && tail -n +1 */*/format')).join('\n'),
    );
    const btf = (await this.loaders.lines('gzip -c /sys/kernel/btf/vmlinux | base64 -w0; echo')).join('');
    this.btf = readBtf(gunzipSync(Buffer.from(btf, 'base64')));
    const writer = new DataSession(this.loaders.serve());
    writer.loader.send('vmlinux\n');
    await writer.until('text', ({ last }) => last);
    writeFileSync(
      path.join(this.folder, 'vmlinux.h'),
      writer
        .of('text')
        .map(({ text }) => text)
        .join(''),
    );
    await writer.stop();
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.loaders.close();
  }

  tracepoint(name: string): Tracepoint {
    const tracepoint = this.kernel?.get(name);
    assert.ok(tracepoint, name);
    return tracepoint;
  }

  plan(kind: SpecifierKind, line: string): Plan {
    const specifier = specifierOfLine(kind, line);
    assert.ok(this.kernel);
    const plan = planOf(specifier, this.kernel);
    assert.ok(plan.ok, JSON.stringify(plan));
    return plan.value;
  }

  /** Runs until it is stopped. */
  async run(plans: readonly Plan[], context: Context, options: PlanOptions = {}): Promise<RunningPlans> {
    const { btf } = this;
    const program = generateFromPlans(plans, {
      ...options,
      context,
      recordClass: (tracepoint) => btf && classOf(tracepoint, btf)[0],
    });
    assert.ok(program.ok, JSON.stringify(program));
    const source = path.join(this.folder, 'program.bpf.c');
    writeFileSync(source, program.value.text);
    const object = compileFile(source, ['-Wall', '-Werror', `-I${this.folder}`]);
    return new RunningPlans(new DataSession(await this.loaders.running(object)), program.value);
  }
}

export function specifierOfLine(kind: SpecifierKind, line: string): Specifier {
  const specifier = parseSpecifier(line, kind);
  assert.ok(specifier.ok, JSON.stringify(specifier));
  return specifier.value;
}

export class RunningPlans {
  constructor(
    readonly session: DataSession,
    readonly program: PlannedProgram,
  ) {}

  private map(plan: number): PlannedMap {
    const map = this.program.maps.find((one) => one.plan === plan);
    assert.ok(map);
    return map;
  }

  /** Counts by the key's values, joined by a comma. */
  async counts(plan: number): Promise<Map<string, number>> {
    const map = this.map(plan);
    const { entries } = await this.session.read(map.name);
    const rows = countRows(map, entries);
    return new Map(rows.map(({ values, count }) => [values.map(keyValueText).join(','), Number(count)]));
  }

  async slots(plan: number): Promise<number[]> {
    const { entries } = await this.session.read(this.map(plan).name);
    assert.equal(entries.length, 64);
    return slotCounts(entries).map(Number);
  }

  /** The only global variables of these programs are counts of what was dropped. */
  async dropped(): Promise<number[]> {
    const [variables] = (await this.session.read('object.bss')).entries;
    assert.ok(variables);
    const bytes = view(variables.value);
    return Array.from({ length: bytes.byteLength / 8 }, (_, index) => Number(bytes.getBigUint64(index * 8, true)));
  }

  stop(): Promise<void> {
    return this.session.stop();
  }
}
