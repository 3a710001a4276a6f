import { type AnyLoad, allLoads, type loads } from '../../core/schedule/loads/index.js';

type Kinds = (typeof loads)[keyof typeof loads];

/** The keys of a stage that have a flag of their own, of all kinds of load. */
export type StageFlag = Kinds extends infer Kind
  ? Kind extends { keys: infer Keys }
    ? { [K in keyof Keys]: Keys[K] extends { flag: object } ? K & string : never }[keyof Keys]
    : never
  : never;

/** All keys that a stage may have beside its name. */
export const stageKeys: readonly string[] = [
  ...new Set(allLoads.flatMap(({ keys }) => Object.keys(keys))),
];

/** Those of which a stage has one: it says what kind of load it is. */
export const kindKeys: readonly string[] = [...new Set(allLoads.map(({ key }) => key))];

/** The kinds of load that take a key. */
export function kindsWith(key: string): AnyLoad[] {
  return allLoads.filter(({ keys }) => key in keys);
}

/** Of the kinds with this key, the one that its value is written for. */
export function kindMeant(key: string, text: string): AnyLoad {
  const kinds = allLoads.filter((load) => load.key === key);
  const claiming = kinds.find((load) => load.claims?.(text));
  return (claiming ?? kinds.find(({ claims }) => claims === undefined)) as AnyLoad;
}

/** The keys that are flags, in the order of the kinds. */
export const stageFlags = stageKeys.filter((key) =>
  kindsWith(key).some(({ keys }) => keys[key]?.flag),
) as StageFlag[];
