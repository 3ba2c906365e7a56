/** Sessions with a loader that says what a real one said, in the order of a recording (test/fixtures/loader). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Uri } from 'vscode';
import { RunningSession } from '../../../client/sessions/running-session';
import { Signal } from '../../../client/signal';
import { parseLoaderLine } from '../../../machine/loader-lines';
import type { LoaderMessage } from '../../../machine/loader-messages';
import { startSession } from '../../../machine/session';
import type { FakeMachine } from '../machine/fake-machine';

const recording = resolve('test/fixtures/loader/softirq-count.jsonl');

/** Says at each command what was said after the same one in the recording. */
const replayer = `#!/bin/sh
exec 3<'${recording}'
say() { while IFS= read -r line <&3; do case $line in '> '*) break ;; esac; printf '%s\\n' "$line"; done; }
say
while read -r word size rest; do
  case $word in
  ping) printf '%s\\n' '{"type":"pong"}'; continue ;;
  load) head -c "$size" >/dev/null ;;
  esac
  say
  [ "$word" = stop ] && exit 0
done
`;

/** The recording's messages, without where it was told what. */
export const recorded = (): LoaderMessage[] =>
  readFileSync(recording, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(parseLoaderLine)
    .flatMap((message) => (message.type === 'unreadable' ? [] : [message]));

/** The object is of no account to a recording. */
const object = Buffer.from('object');

export async function recordedSession(machine: FakeMachine, source: Uri): Promise<RunningSession> {
  const file = join(machine.folder, 'replayer');
  await writeFile(file, replayer);
  const sha256 = createHash('sha256').update(replayer).digest('hex');
  const messages = new Signal<LoaderMessage>();
  const folders = [join(machine.folder, 'cache')];
  const started = await startSession(
    { target: machine.target, object, loader: () => ({ file, sha256 }), io: machine.io(), folders },
    { onMessage: (message) => messages.fire(message) },
  );
  assert.ok(started.ok, started.ok ? '' : started.error.message);
  return new RunningSession({ source, name: 'softirq_count.bpf.c', session: started.value, object, messages });
}

/** Resolves with the message of the type that is the nth from now on. */
export function nextMessage(running: RunningSession, type: LoaderMessage['type'], nth = 1): Promise<LoaderMessage> {
  return new Promise((resolvePromise) => {
    let seen = 0;
    const subscription = running.onMessage((message) => {
      if (message.type !== type || ++seen < nth) return;
      subscription.dispose();
      resolvePromise(message);
    });
  });
}
