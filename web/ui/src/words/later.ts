import type { en } from './en';
import { later } from './en.later';
import { add, t as first, type Find, type Plain } from './words';

export type PlainKey = Plain<typeof en & typeof later>;

add(later);

/** As `t`, with the words of the parts that are loaded later; only those parts may ask here. */
export const t = first as Find<typeof en & typeof later>;
