/** What breaks one thing in a program of the corpus, the diagnostic that says so, and what Debian 12's kernel does with it. */
import { attachMutations } from './mutations/attach';
import { boundsMutations } from './mutations/bounds';
import { layoutMutations } from './mutations/layout';
import { loadMutations } from './mutations/load';
import { readMutations } from './mutations/read';
import type { Mutation } from './mutations/types';

export const mutations: readonly Mutation[] = [
  ...attachMutations,
  ...boundsMutations,
  ...layoutMutations,
  ...loadMutations,
  ...readMutations,
];
