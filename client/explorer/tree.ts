/** The tree of the Tracepoints view: categories, their tracepoints, and of those that are open the fields. Pure. */
import { filterTracepoints, tracepointFilter, type FilterMatch } from '../../core/formats/tracepoint-filter';
import type { Field } from '../../core/formats/types';
import type { TracepointDescription, TracepointSummary } from '../../core/messages';

export interface CategoryNode {
  readonly kind: 'category';
  readonly id: string;
  readonly category: string;
  readonly tracepoints: readonly TracepointNode[];
  /** How many it has, with those that the filter hides. */
  readonly total: number;
  readonly filtered: boolean;
}

export interface TracepointNode {
  readonly kind: 'tracepoint';
  readonly id: string;
  readonly category: string;
  readonly event: string;
  readonly summary: TracepointSummary;
  /** Why the filter lets it through; absent where there is no filter. */
  readonly match?: FilterMatch;
}

/** The common fields of a tracepoint, which BPF cannot read. */
export interface CommonNode {
  readonly kind: 'common';
  readonly id: string;
  readonly parent: TracepointNode;
  readonly description: TracepointDescription;
}

export interface FieldNode {
  readonly kind: 'field';
  readonly id: string;
  readonly parent: TracepointNode | CommonNode;
  readonly tracepoint: TracepointNode;
  readonly description: TracepointDescription;
  readonly field: Field;
}

/** Why a tracepoint's fields are not there. */
export interface ProblemNode {
  readonly kind: 'problem';
  readonly id: string;
  readonly parent: TracepointNode;
  readonly text: string;
}

export type ExplorerNode = CategoryNode | TracepointNode | CommonNode | FieldNode | ProblemNode;

export interface Tree {
  readonly categories: readonly CategoryNode[];
  readonly byName: ReadonlyMap<string, TracepointNode>;
  readonly total: number;
}

/**
 * Without a filter in the kernel's order. With one, categories by the best of what matches in them, and in each the best first;
 * their nodes have other ids, so that VS Code opens them.
 */
export function buildTree(summaries: readonly TracepointSummary[], filterText = ''): Tree {
  const totals = new Map<string, number>();
  for (const { name } of summaries) totals.set(categoryOf(name), (totals.get(categoryOf(name)) ?? 0) + 1);
  const filter = tracepointFilter(filterText);
  const nodes = filter
    ? filterTracepoints(summaries.map(entryOf), filter).map(({ entry, match }) => tracepointNode(entry.summary, match))
    : summaries.map((summary) => tracepointNode(summary));
  const groups = new Map<string, TracepointNode[]>();
  for (const node of nodes) {
    const group = groups.get(node.category);
    if (group) group.push(node);
    else groups.set(node.category, [node]);
  }
  const categories = [...groups].map(([category, tracepoints]): CategoryNode => {
    const id = `${filter ? 'found' : 'category'}:${category}`;
    return {
      kind: 'category',
      id,
      category,
      tracepoints,
      total: totals.get(category) ?? 0,
      filtered: filter !== undefined,
    };
  });
  if (!filter) categories.sort((a, b) => (a.category < b.category ? -1 : 1));
  return { categories, byName: new Map(nodes.map((node) => [node.summary.name, node])), total: summaries.length };
}

/** Own fields in record order, then the common ones in a node of their own. */
export function fieldNodes(tracepoint: TracepointNode, description: TracepointDescription): ExplorerNode[] {
  const common: CommonNode = { kind: 'common', id: `${tracepoint.id}:common`, parent: tracepoint, description };
  return [
    ...description.fields
      .slice(description.commonFields)
      .map((field, index) => fieldNode(tracepoint, tracepoint, description, field, index)),
    ...(description.commonFields > 0 ? [common] : []),
  ];
}

export const commonNodes = (common: CommonNode): FieldNode[] =>
  common.description.fields
    .slice(0, common.description.commonFields)
    .map((field, index) => fieldNode(common, common.parent, common.description, field, index));

export const problemNode = (parent: TracepointNode, text: string): ProblemNode => ({
  kind: 'problem',
  id: `${parent.id}:problem`,
  parent,
  text,
});

/** The tracepoint that a node is, or belongs to. */
export function tracepointOf(node: ExplorerNode): TracepointNode | undefined {
  switch (node.kind) {
    case 'category':
      return undefined;
    case 'tracepoint':
      return node;
    case 'field':
      return node.tracepoint;
    case 'common':
    case 'problem':
      return node.parent;
  }
}

const entryOf = (summary: TracepointSummary) => ({
  name: summary.name,
  ...(summary.fieldNames && { fields: summary.fieldNames }),
  summary,
});

function tracepointNode(summary: TracepointSummary, match?: FilterMatch): TracepointNode {
  const { name } = summary;
  const category = categoryOf(name);
  const event = name.slice(category.length + 1);
  return { kind: 'tracepoint', id: `tracepoint:${name}`, category, event, summary, ...(match && { match }) };
}

function fieldNode(
  parent: TracepointNode | CommonNode,
  tracepoint: TracepointNode,
  description: TracepointDescription,
  field: Field,
  index: number,
): FieldNode {
  // Two fields of a record can have one name.
  return { kind: 'field', id: `${parent.id}:${index}:${field.name}`, parent, tracepoint, description, field };
}

const categoryOf = (name: string): string => name.slice(0, name.indexOf('/'));
