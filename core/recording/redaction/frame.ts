import { childText } from '../../json/path.js';
import { descend, type PathState } from '../../json/path-match.js';

/** Where a value stands, and which edits are inside it. */
export interface Place {
  start: number;
  end: number;
  /** How many edits there were before it, and after it. */
  editsBefore: number;
  editsAfter: number;
}

/** Members that say what the member `value` of the same object is: `{"name": "Cookie", "value": "…"}`. */
const nameKeys = new Set(['name', 'key', 'header', 'headername']);
const valueKeys = new Set(['value', 'values']);
const maxRoleChars = 10;

/** An object or a list that is being read, and what has been seen of it. An item is a member or an element. */
export class Frame {
  readonly isList: boolean;
  /** How far each path has come at this value. */
  readonly paths: readonly PathState[];
  /** The rule that everything in it is subject to; `Infinity`: none. */
  readonly cover: number;
  /** How many edits there were before it. */
  readonly editsBefore: number;
  expectsKey: boolean;

  /** The number of the item among all, and its key in an object. */
  index = -1;
  key = '';
  itemStart = 0;
  itemEnd = 0;
  /** The rule that takes the item out. */
  removedBy: number | undefined;
  /** The comma after the last item that stays. */
  keptComma: number | undefined;

  /** The rule that looks for what a member `name` says; `Infinity`: none. */
  pairRule = Infinity;
  pairName: Place | undefined;
  pairValue: Place | undefined;
  #role: 'name' | 'value' | undefined;
  #valueStart = 0;
  #valueEdits = 0;

  constructor(isList: boolean, paths: readonly PathState[], cover: number, editsBefore: number) {
    this.isList = isList;
    this.paths = paths;
    this.cover = cover;
    this.editsBefore = editsBefore;
    this.expectsKey = !isList;
  }

  startMember(at: number, key: string): void {
    this.key = key;
    this.itemStart = at;
    this.expectsKey = false;
    this.#role = key.length <= maxRoleChars ? roleOf(key.toLowerCase()) : undefined;
  }

  startValue(at: number, edits: number): void {
    this.index += 1;
    if (this.isList) this.itemStart = at;
    this.#valueStart = at;
    this.#valueEdits = edits;
  }

  endValue(at: number, edits: number): void {
    this.itemEnd = at;
    if (this.#role === undefined) return;
    const place: Place = {
      ...{ start: this.#valueStart, end: at },
      ...{ editsBefore: this.#valueEdits, editsAfter: edits },
    };
    if (this.#role === 'name') this.pairName = place;
    else this.pairValue = place;
  }

  get isAtName(): boolean {
    return this.#role === 'name';
  }

  /** A comma at `at` ends the item. */
  next(at: number): void {
    if (this.removedBy === undefined) this.keptComma = at;
    this.removedBy = undefined;
    this.expectsKey = !this.isList;
  }

  /** How far the paths have come at the item's value. */
  pathsBelow(): readonly PathState[] {
    if (this.paths.length === 0) return this.paths;
    return descend(this.paths, this.isList ? this.index : this.key);
  }

  /** The item's step in a path. */
  get step(): string {
    return childText(this.isList ? this.index : this.key);
  }
}

function roleOf(key: string): 'name' | 'value' | undefined {
  if (nameKeys.has(key)) return 'name';
  return valueKeys.has(key) ? 'value' : undefined;
}
