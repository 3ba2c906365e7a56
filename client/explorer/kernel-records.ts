/** The tracepoints of the kernel that answers, asked of the language server: each thing once, and only when somebody looks. */
import { describeTracepoint, listTracepoints, type KernelStatus, type TracepointSummary } from '../../core/messages';
import type { TracepointDescription } from '../../core/formats/describe';
import type { Result } from '../../core/result';
import type { LanguageServer } from '../language-server';

/**
 * Once the kernel is another one, what is still on its way is of the old one, and is not kept. What failed is not kept either:
 * who looks again may find the cause gone.
 */
export class KernelRecords {
  private list: Promise<Result<TracepointSummary[], string>> | undefined;
  private detailed: Promise<Result<TracepointSummary[], string>> | undefined;
  private readonly descriptions = new Map<string, Promise<Result<TracepointDescription, string>>>();

  constructor(
    private readonly server: Pick<LanguageServer, 'execute'>,
    readonly status: KernelStatus,
  ) {}

  /** All, by name. */
  summaries(): Promise<Result<TracepointSummary[], string>> {
    const known = this.list ?? this.detailed;
    if (known) return known;
    this.list = unlessFailed(this.server.execute(listTracepoints, {}), () => (this.list = undefined));
    return this.list;
  }

  /** As `summaries`, with the names of the fields, for a filter: some 300 KB that nobody needs who only looks. */
  summariesWithFields(): Promise<Result<TracepointSummary[], string>> {
    this.detailed ??= unlessFailed(
      this.server.execute(listTracepoints, { fieldNames: true }),
      () => (this.detailed = undefined),
    );
    return this.detailed;
  }

  describe(name: string): Promise<Result<TracepointDescription, string>> {
    const known = this.descriptions.get(name);
    if (known) return known;
    const described = unlessFailed(
      this.server.execute<TracepointDescription>(describeTracepoint, { name }),
      () => void this.descriptions.delete(name),
    );
    this.descriptions.set(name, described);
    return described;
  }
}

function unlessFailed<T>(answer: Promise<Result<T, string>>, forget: () => void): Promise<Result<T, string>> {
  void answer.then(({ ok }) => {
    if (!ok) forget();
  }, forget);
  return answer;
}
