/** What happens when nothing is left that the process waits for; one thing at a time. */
export class EmptyLoop {
  #then: () => void = () => {};

  /** Listens from now on. Node.js asks again whenever the loop has become empty once more. */
  constructor() {
    process.on('beforeExit', () => this.#then());
  }

  set(then: () => void): void {
    this.#then = then;
  }

  reset(): void {
    this.#then = () => {};
  }
}
