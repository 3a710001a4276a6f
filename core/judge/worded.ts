/** What an earlier version stored as a sentence, where this one keeps data. */
export interface Worded {
  kind: 'worded';
  text: string;
}
