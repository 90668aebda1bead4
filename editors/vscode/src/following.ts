/**
 * The graph follows the cursor. Comes in: places where the cursor is. Goes out: elements to select, each once, and never one
 * that a later place has overtaken. Nothing of VS Code is known here.
 */
export class Follower<Where> {
  private asked = 0;
  private last: string | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ask: (place: Where) => Promise<string | null>,
    private readonly select: (element: string) => void,
    private readonly pause = 120,
  ) {}

  /** The cursor is elsewhere. It may be on its way further. */
  moved(place: Where): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(place), this.pause);
  }

  /** Asks at once. */
  async look(place: Where): Promise<void> {
    const number = ++this.asked;
    let element: string | null;
    try {
      element = await this.ask(place);
    } catch {
      // A server that is on its way out does not answer; the next place is asked anew.
      return;
    }
    if (number !== this.asked || element === null || element === this.last) return;
    this.last = element;
    this.select(element);
  }

  /** What shows the elements is new: it knows of no selection. */
  forget(): void {
    this.last = null;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asked += 1;
  }
}
