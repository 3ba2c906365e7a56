/**
 * The address of a format file that is no file on this machine: `bpf-tracepoints-format:/<kernel>/events/<category>/<event>/format`.
 * The path ends as it does under tracefs, so that an editor that knows format files by their path highlights it.
 */
import { failure, success, type Result } from '../result';
import { isNamePart } from './names';

export const formatScheme = 'bpf-tracepoints-format';

/** `kernel` is any name that a person gave a target; `tracepoint` is a checked `category/event`. */
export function formatUri(kernel: string, tracepoint: string): string {
  // Editors decode a path before they write it again: a slash has to survive both.
  const segment = encodeURIComponent(kernel.replaceAll('%', '%25').replaceAll('/', '%2F'));
  return `${formatScheme}:/${segment}/events/${tracepoint}/format`;
}

/** What the address names; the error is a sentence. Names are checked, so that they can be used as paths. */
export function parseFormatUri(uri: string): Result<{ readonly kernel: string; readonly tracepoint: string }, string> {
  const match = /^bpf-tracepoints-format:\/(?:\/\/)?([^/?#]+)\/events\/([^/?#]+)\/([^/?#]+)\/format$/.exec(uri);
  const [kernel, category, event] = (match ?? []).slice(1).map(decode);
  if (kernel === undefined || category === undefined || event === undefined) {
    return failure(`“${uri}” is not the address of a format file.`);
  }
  if (!isNamePart(category) || !isNamePart(event)) {
    return failure(`“${category}/${event}” cannot be the name of a tracepoint.`);
  }
  const name = kernel.replaceAll('%2F', '/').replaceAll('%25', '%');
  return success({ kernel: name, tracepoint: `${category}/${event}` });
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // A stray percent sign.
  }
}
