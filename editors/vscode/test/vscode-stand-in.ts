/** As much of VS Code as the modules need that do not speak with the server: plain classes that remember what they were given. */
export class Position {
  constructor(readonly line: number, readonly character: number) {}
}
export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(line: number, character: number, endLine: number, endCharacter: number) {
    this.start = new Position(line, character);
    this.end = new Position(endLine, endCharacter);
  }
}
export class Uri {
  private constructor(readonly text: string) {}
  static parse(text: string): Uri {
    return new Uri(text);
  }
  toString(): string {
    return this.text;
  }
}
export class Location {
  constructor(readonly uri: Uri, readonly range: Range) {}
}
export class Disposable {
  constructor(private readonly end: () => void) {}
  dispose(): void {
    this.end();
  }
}
export const CodeActionKind = { QuickFix: "quickfix" };
export class CodeAction {
  command: unknown;
  constructor(readonly title: string, readonly kind: string) {}
}
export class TestTag {
  constructor(readonly id: string) {}
}
export class TestMessage {
  location: Location | undefined;
  constructor(readonly message: string) {}
}
export class TestRunRequest {
  constructor(readonly include?: TestItem[], readonly exclude?: TestItem[]) {}
}
export const TestRunProfileKind = { Run: 1 };

class Items {
  readonly all = new Map<string, TestItem>();
  replace(items: TestItem[]): void {
    this.all.clear();
    for (const each of items) this.all.set(each.id, each);
  }
}
export class TestItem {
  readonly children = new Items();
  description = "";
  sortText = "";
  error: unknown;
  range: Range | undefined;
  tags: TestTag[] = [];
  constructor(readonly id: string, readonly label: string, readonly uri: Uri | undefined) {}
}
export interface Verdict {
  state: string;
  label: string;
  messages: TestMessage[];
}
export class TestRun {
  readonly verdicts: Verdict[] = [];
  output = "";
  readonly token = { isCancellationRequested: false };
  ended = false;
  private add(state: string, item: TestItem, messages: TestMessage[] = []): void {
    this.verdicts.push({ state, label: item.label, messages });
  }
  started(item: TestItem): void { this.add("started", item); }
  passed(item: TestItem): void { this.add("passed", item); }
  failed(item: TestItem, messages: TestMessage[]): void { this.add("failed", item, messages); }
  errored(item: TestItem, messages: TestMessage[]): void { this.add("errored", item, messages); }
  appendOutput(text: string): void { this.output += text; }
  skipped(item: TestItem): void { this.add("skipped", item); }
  end(): void { this.ended = true; }
}
export class TestController {
  readonly items = new Items();
  readonly runs: TestRun[] = [];
  refreshHandler: (() => Promise<void>) | undefined;
  profile: ((request: TestRunRequest, token: unknown) => Promise<void>) | undefined;
  createTestItem(id: string, label: string, uri?: Uri): TestItem { return new TestItem(id, label, uri); }
  createRunProfile(_name: string, _kind: number, run: (request: TestRunRequest, token: unknown) => Promise<void>): void { this.profile = run; }
  createTestRun(): TestRun {
    const run = new TestRun();
    this.runs.push(run);
    return run;
  }
  dispose(): void { this.items.replace([]); }
}
export const controllers: TestController[] = [];
export const tests = {
  createTestController(): TestController {
    const made = new TestController();
    controllers.push(made);
    return made;
  },
};
