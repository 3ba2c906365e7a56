/** The tracepoints of the kernel that answers, asked of the language server: each thing once, and only when somebody looks. */
import {
  describeTracepoint,
  listTracepoints,
  type KernelStatus,
  type TracepointDescription,
  type TracepointSummary,
} from '../../core/messages';
import type { Result } from '../../core/result';
import type { LanguageServer } from '../language-server';

/** Once the kernel is another one, what is still on its way is of the old one, and is not kept. */
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
    this.list ??= this.detailed ?? this.server.execute(listTracepoints, {});
    return this.list;
  }

  /** As `summaries`, with the names of the fields, for a filter: some 300 KB that nobody needs who only looks. */
  summariesWithFields(): Promise<Result<TracepointSummary[], string>> {
    this.detailed ??= this.server.execute(listTracepoints, { fieldNames: true });
    return this.detailed;
  }

  describe(name: string): Promise<Result<TracepointDescription, string>> {
    const known =
      this.descriptions.get(name) ?? this.server.execute<TracepointDescription>(describeTracepoint, { name });
    this.descriptions.set(name, known);
    return known;
  }
}
