/**
 * Names of tracepoints. They come from outside and become paths, section strings and C comments, so they are checked first.
 */

/**
 * Kernel names are C identifiers, apart from categories such as `9p` and `xhci-hcd`. A dot is let through inside a name because
 * older kernels made probe names from symbols; it cannot stand first, so `.` and `..` are no names.
 */
const identifier = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
/** Longer than any name seen (60), shorter than what a path component may be (255). */
const longestIdentifier = 200;

/** Whether `text` can be a category or an event. */
export const isNamePart = (text: string): boolean => text.length <= longestIdentifier && identifier.test(text);

/** `sched:sched_switch` (bcc's and perf's spelling) becomes `sched/sched_switch`; everything else stays as it is. */
export function normaliseName(name: string): string {
  const trimmed = name.trim();
  return trimmed.includes('/') ? trimmed : trimmed.replace(':', '/');
}

/** The two parts of `category/event` or `category:event`, or undefined where it is not a well-formed name. */
export function splitName(name: string): { readonly category: string; readonly event: string } | undefined {
  const parts = normaliseName(name).split('/');
  const [category, event] = parts;
  if (parts.length !== 2 || category === undefined || event === undefined) return undefined;
  return isNamePart(category) && isNamePart(event) ? { category, event } : undefined;
}
