/** All rules, the more particular first. */
import { boundsRules } from './bounds';
import { callRules } from './calls';
import { contextRules } from './context';
import { flowRules } from './flow';
import { pointerRules } from './pointers';
import { relocationRules } from './relocation';
import type { Rule } from './rule';

export const rules: readonly Rule[] = [
  ...relocationRules,
  ...contextRules,
  ...pointerRules,
  ...callRules,
  ...boundsRules,
  ...flowRules,
];
