/** Sources with a cursor, the fix that is chosen there, and the source that it leaves. */
import type { FixCase } from './case';
import { nameCases } from './name-cases';
import { readCases } from './read-cases';
import { structCases } from './struct-cases';

export const cases: readonly FixCase[] = [...nameCases, ...structCases, ...readCases];
