/** `T` with each member that may be `undefined` made optional instead, and never `undefined`. */
export type Defined<T extends object> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * The members that are not `undefined`, in their order: what an object with optional members is
 * made of where `exactOptionalPropertyTypes` tells "absent" from "undefined".
 */
export function defined<T extends object>(members: T): Defined<T> {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Defined<T>;
}
