/** Has a target write the types of its kernel as C: vmlinux.h, as `bpftool btf dump file /sys/kernel/btf/vmlinux format c` does. */
import { failure, success, type Result } from '../core/result';
import { cancelled, describeFailure } from './failure';
import type { HelloMessage, LoaderMessage } from './loader-messages';
import { startLoader, type LoaderRequest } from './session';
import { denied, loaderEnded, type SessionFailure } from './session-failures';

export interface Vmlinux {
  readonly text: string;
  /** `uname -r` of the machine. */
  readonly kernel: string;
}

/** UTF-16 units. Kernels have 2 to 5 million; what comes is another machine's word. */
const longest = 64 * 1024 * 1024;

/**
 * Starts a loader for it, which ends with it. `progress` is told what has come, in UTF-16 units. Failure codes: as
 * `startLoader`, `denied` (the kernel has no BTF), `vmlinux-too-large`.
 */
export async function takeVmlinux(
  request: LoaderRequest,
  progress: (length: number) => void = () => undefined,
): Promise<Result<Vmlinux, SessionFailure>> {
  const { name } = request.target;
  const pieces: string[] = [];
  let length = 0;
  let end: (ended: SessionFailure | 'whole') => void = () => undefined;
  const ended = new Promise<SessionFailure | 'whole'>((resolve) => (end = resolve));
  const onMessage = (message: LoaderMessage): void => {
    if (message.type === 'denied' && message.command === 'vmlinux') end(withoutProgram(denied(name, message)));
    if (message.type !== 'text' || message.name !== 'vmlinux') return;
    length += message.text.length;
    if (length > longest) {
      end(tooLarge(name));
      return;
    }
    pieces.push(message.text);
    progress(length);
    if (message.last) end('whole');
  };
  const started = await startLoader(request, { onMessage });
  if (!started.ok) return started;
  const { link } = started.value;
  link.send({ do: 'vmlinux' });
  const outcome = await Promise.race([
    ended,
    link.ended.then((): SessionFailure => link.failure ?? loaderEnded(name, 'stopped')),
  ]);
  await link.stop();
  if (request.io.signal?.aborted === true) return failure(cancelled(name));
  if (outcome !== 'whole') return failure(outcome);
  return success({ text: pieces.join(''), kernel: kernelOf(link.hello) });
}

/** The file: the text, after a line that says whose types they are. `target`: a target's name. */
export const vmlinuxFile = (target: string, { text, kernel }: Vmlinux): string =>
  `/* ${target}, Linux ${oneLine(kernel)}. Written by BPF Tracepoints. */\n${text}`;

/** Nothing of what a target says ends the comment. */
const oneLine = (text: string): string => text.replace(/[^\w.+~-]/g, '').slice(0, 100);

const kernelOf = (hello: HelloMessage | undefined): string => hello?.kernel ?? 'unknown kernel';

/** Here no program goes on. */
const withoutProgram = (why: SessionFailure): SessionFailure => ({ ...why, advice: 'Nothing was written.' });

const tooLarge = (machine: string): SessionFailure =>
  describeFailure(
    'vmlinux-too-large',
    machine,
    `${machine} sent more than any kernel's types.`,
    'Look there at /sys/kernel/btf/vmlinux: kernels have 3 to 10 MB.',
  );
