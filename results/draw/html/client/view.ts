/** Something on the page that can take a newer state of itself, while a run goes. */
export interface View<State> {
  readonly element: HTMLElement;
  /** Shows the newer state; false: it cannot, and is to be made anew. */
  update(state: State): boolean;
  /** Lets go of what it holds outside of its element. */
  dispose?(): void;
}

/** A view of what never changes, or is made anew when it does. */
export function fixedView<State>(state: State, make: (state: State) => HTMLElement): View<State> {
  const text = JSON.stringify(state);
  return { element: make(state), update: (next) => JSON.stringify(next) === text };
}

/**
 * The views of a list within an element, behind what stands in it already. What is in the list again
 * is updated where it stands, so that it keeps its cursor, its scroll and its focus.
 */
export class ViewList<State> {
  readonly #parent: HTMLElement;
  readonly #make: (state: State) => View<State>;
  readonly #keyOf: (state: State) => string;
  readonly #first: number;
  #views = new Map<string, View<State>>();

  /** What has the same key is the same thing in a newer state; of several the n-th is the n-th. */
  constructor(
    parent: HTMLElement,
    keyOf: (state: State) => string,
    make: (state: State) => View<State>,
  ) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#make = make;
    this.#first = parent.children.length;
  }

  update(states: readonly State[]): void {
    const old = this.#views;
    this.#views = new Map();
    for (const state of states) {
      let key = this.#keyOf(state);
      while (this.#views.has(key)) key += '+';
      this.#views.set(key, this.#shown(old.get(key), state));
    }
    const kept = new Set(this.#views.values());
    for (const view of old.values()) if (!kept.has(view)) remove(view);
    for (const [at, { element }] of [...this.#views.values()].entries()) {
      const there = this.#parent.children[this.#first + at] ?? null;
      if (there !== element) this.#parent.insertBefore(element, there);
    }
  }

  dispose(): void {
    for (const view of this.#views.values()) view.dispose?.();
  }

  /** What had the focus has it again when it is made anew: its reader has not gone elsewhere. */
  #shown(view: View<State> | undefined, state: State): View<State> {
    if (view?.update(state)) return view;
    const made = this.#make(state);
    if (view?.element.contains(document.activeElement)) refocus(view.element, made.element);
    return made;
  }
}

function remove(view: View<never>): void {
  view.dispose?.();
  view.element.remove();
}

function refocus(old: HTMLElement, made: HTMLElement): void {
  const selector = '[tabindex="0"], summary';
  const at = [...old.querySelectorAll(selector)].indexOf(document.activeElement as Element);
  queueMicrotask(() => made.querySelectorAll<HTMLElement>(selector)[at]?.focus());
}
