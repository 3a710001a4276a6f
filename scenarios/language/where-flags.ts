type Texts = string | string[] | undefined;

/** What the command line says of a selection, as yargs gives it: a flag given twice is a list. */
export interface WhereFlags {
  whereFunction?: Texts;
  whereQualifier?: Texts;
  whereType?: Texts;
  whereOutcome?: Texts;
  whereError?: Texts;
  whereTime?: Texts;
  whereTag?: Texts;
  wherePayload?: Texts;
  sample?: Texts;
  sampleSeed?: Texts;
  unique?: boolean | undefined;
}

/** Each flag with its key in a `where` section. */
export const whereKeys = {
  whereFunction: 'function',
  whereQualifier: 'qualifier',
  whereType: 'type',
  whereOutcome: 'outcome',
  whereError: 'errorType',
  whereTime: 'time',
  whereTag: 'tags',
  wherePayload: 'payload',
  sample: 'sample',
  sampleSeed: 'seed',
  unique: 'unique',
} as const satisfies Record<keyof WhereFlags, string>;

/** The flags that may be given more than once. */
export const repeatableWhere: readonly string[] = [
  'whereFunction',
  'whereQualifier',
  'whereType',
  'whereError',
  'whereTag',
];

/** What the flags say, as a `where` section would; a tag without `=` is left to be refused there. */
export function whereSection(flags: WhereFlags): Record<string, unknown> {
  const section: Record<string, unknown> = {};
  for (const [flag, key] of Object.entries(whereKeys)) {
    const value = flags[flag as keyof WhereFlags];
    if (value !== undefined) section[key] = value;
  }
  const { tags } = section;
  if (tags !== undefined) {
    section.tags = Object.fromEntries(
      [tags].flat().map((tag) => {
        const [, key = String(tag), text] = /^([^=]+)=(.*)$/s.exec(String(tag)) ?? [];
        return [key, text ?? null];
      }),
    );
  }
  return section;
}
