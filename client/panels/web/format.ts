/** Numbers and keys as people read them. */
import type { Cell } from '../../../core/btf/values/columns';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, notation: 'compact' });
const rate = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const wholeRate = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A value of a map: `18,446,744,073,709,551,615`. */
export const valueText = (cell: Cell): string => (typeof cell === 'string' ? cell : grouped.format(cell));

/** On an axis, where there is little room. */
export const shortNumber = (value: number): string => short.format(value);

export const rateText = (value: number): string => (Math.abs(value) < 100 ? rate : wholeRate).format(value);

export const countText = (value: number): string => grouped.format(value);
