/** 10,000 random truncations and insertions in real programs: the server answers each, does not grow, and finds the function under the cursor. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { CompletionItem, CompletionList, Hover } from 'vscode-languageserver-protocol/node';
import { scanSource } from '../../core/source/scan';
import { Editor } from './support';

const HALF = 5_000;
/** Bytes that the server may have gained after the first thousand edits; what it keeps of a text is far less than one edit's garbage. */
const GROWTH = 96 * 1024 * 1024;

/** Deterministic: a failure can be seen again (a linear congruential generator, Numerical Recipes' constants). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const halfTyped = [
  'if (ctx->',
  'bpf_printk("',
  'ctx->',
  'foo(a, (b',
  'if (a) {',
  'x[',
  "'",
  'return',
  'struct x e = {',
  '#if 1',
];
const pieces = [
  ...halfTyped,
  '{',
  '}',
  '(',
  ')',
  '"',
  ';',
  '/*',
  '*/',
  '\\',
  '\n',
  'SEC("tp/',
  '__attribute__((',
  '->',
  '\0',
  'é',
  '\ud800',
];

interface Source {
  readonly text: string;
  /** Ends of statements in the bodies of programs. */
  readonly places: readonly { readonly offset: number; readonly event: string; readonly name: string }[];
}

function sources(): Source[] {
  const folders = ['examples', 'test/fixtures/programs', 'test/corpus/programs'];
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.bpf.c'))
      .map((file) => `${folder}/${file}`),
  );
  return files.map((file) => {
    const text = readFileSync(file, 'utf8');
    return { text, places: placesIn(text) };
  });
}

/** Programs at events that the kernel of the test has, whose context can be read by name. */
function placesIn(text: string): Source['places'] {
  return scanSource(text).programs.flatMap(({ body, section, context }) => {
    if (!body || !context || !/^(?:sched_switch|sys_enter_openat|softirq_entry)$/.test(section.event ?? '')) return [];
    const ends = [...text.slice(body.start, body.end).matchAll(/;[ \t]*\n(?=\t[a-z])/g)];
    return ends.map(({ index, 0: end }) => ({
      offset: body.start + index + end.length,
      event: section.event ?? '',
      name: context.name,
    }));
  });
}

describe('ten thousand random edits', function () {
  this.timeout(240_000);
  const all = sources();
  const withPlaces = all.filter(({ places }) => places.length > 0);
  const uri = 'file:///t/random.bpf.c';
  let editor: Editor;
  let version = 1;
  before(async () => {
    editor = await Editor.start({ activeTarget: 'debian12-6.1' });
    await editor.open('', uri);
  });
  after(() => editor.stop());

  async function change(text: string): Promise<void> {
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [{ text }],
    });
  }

  function ask<T>(method: string, text: string, offset: number): Promise<T | null> {
    const before = text.slice(0, offset).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return editor.connection.sendRequest(method, { textDocument: { uri }, position });
  }

  const memory = (): number =>
    Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${editor.process.pid ?? 0}/status`, 'utf8'))?.[1]) * 1024;

  it(`finds the function under the cursor, ${HALF} times`, async () => {
    const random = randomNumbers(1);
    const expected = { sched_switch: 'prev_comm', sys_enter_openat: 'filename', softirq_entry: 'vec' };
    assert.ok(withPlaces.length >= 3);
    for (let run = 0; run < HALF; run++) {
      const source = withPlaces[random(withPlaces.length)];
      const place = source?.places[random(source.places.length)];
      if (!source || !place) throw new Error('no place');
      const broken = random(3) === 0 ? '' : `\t${halfTyped[random(halfTyped.length)] ?? ''}\n`;
      const before = `${source.text.slice(0, place.offset)}${broken}\t${place.name}->`;
      const after = random(2) === 0 ? '' : `\n${source.text.slice(place.offset)}`;
      await change(before + after);
      const list = await ask<CompletionList>('textDocument/completion', before + after, before.length);
      const found = (list?.items ?? []).map((item: CompletionItem) => `${item.label} ${item.filterText ?? ''}`).join();
      assert.ok(
        found.includes(expected[place.event as keyof typeof expected]),
        `${place.event} not found (run ${run}) in:\n${before}|${after}`,
      );
    }
  });

  it(`answers, ${HALF} times, whatever the text is, without growing`, async () => {
    const random = randomNumbers(2);
    let early = 0;
    for (let run = 0; run < HALF; run++) {
      let text = all[random(all.length)]?.text ?? '';
      for (let edit = random(4); edit >= 0; edit--) {
        const at = random(text.length);
        const piece = pieces[random(pieces.length)] ?? '';
        text = text.slice(0, at) + piece + text.slice(at + (random(2) === 0 ? 0 : random(40)));
      }
      if (random(3) === 0) text = text.slice(0, random(text.length));
      await change(text);
      const offset = random(text.length + 1);
      const method = random(2) === 0 ? 'textDocument/completion' : 'textDocument/hover';
      await ask<CompletionList | Hover>(method, text, offset);
      if (run === 1000) early = memory();
    }
    assert.ok(memory() - early < GROWTH, `grew by ${Math.round((memory() - early) / 1024 / 1024)} MB`);
    assert.equal(editor.process.exitCode, null);
    assert.deepEqual(editor.messages, []);
  });
});
