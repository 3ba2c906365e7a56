/** What all answers depend on besides the documents: while it stays the same, nothing needs to be announced or asked anew. */
import { statSync } from 'node:fs';
import type { KernelStatus, ServerSettings } from '../core/messages';
import type { Kernel } from '../machine/disk/kernels';

/**
 * A text that is the same for the same answers: of the settings, of the targets' files as they lie on the disk, and of the kernel
 * that answers. Of one that is read from a tracefs, where files have neither size nor time, the names of its tracepoints.
 */
export function dependenciesOf(settings: ServerSettings, status: KernelStatus, active: Kernel | undefined): string {
  const files = (settings.targets ?? []).flatMap(({ formats, btf = '' }) => [stamp(formats), stamp(btf)]);
  const names = active?.tracefs === undefined ? [] : active.index.names;
  return JSON.stringify([settings, status, files, names]);
}

function stamp(path: string): string {
  if (path === '') return '';
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'unreadable';
  }
}
