import type { EventLines } from './log-message.js';

/** What was read of inputs beside the events, to say what was there when there was no event. */
export class Seen {
  /** Bytes, unzipped. */
  byteCount = 0;
  logLines = 0;
  /** Of the log lines those with a bracket that may begin a JSON document. */
  bracketLines = 0;
  /** Of the log lines those with the marker in them. */
  markedLines = 0;
  /** Lines that a local runtime printed of what a function answered. */
  responses = 0;
  /** Calls in HTTP archives that are not of Invoke. */
  otherCalls = 0;
  /** Answers of a queue that held no message. */
  emptyAnswers = 0;
  /** Tables of which nothing but the names of columns was there, or whose rows count nothing. */
  tables = 0;

  logLine(text: string, { marker }: EventLines): void {
    this.logLines += 1;
    if (/[[{]/.test(text)) this.bracketLines += 1;
    if (marker !== undefined && text.includes(marker.replace(/^\$\.(.*\.)?/, '')))
      this.markedLines += 1;
  }

  /** A sentence on what was there instead of an event, without its end, and what to do about it. */
  instead({ marker, pattern }: EventLines): { what: string; hint: string } {
    if (this.byteCount === 0)
      return { what: 'it is empty', hint: 'Give a file that is not empty.' };
    if (this.logLines + this.responses > 0) return this.#logs(marker, pattern);
    if (this.otherCalls > 0) {
      return {
        what: `${counted(this.otherCalls, 'HTTP call')}, none of them a call of Invoke`,
        hint: 'Record the calls of the Lambda API: POST /2015-03-31/functions/NAME/invocations.',
      };
    }
    if (this.emptyAnswers > 0) {
      return {
        what: `${counted(this.emptyAnswers, 'answer')} of a queue, without a message`,
        hint: 'Receive again: a message that somebody else has received is hidden for a while.',
      };
    }
    if (this.tables > 0) {
      return { what: 'a table without a row that holds an event', hint: 'Look at its rows.' };
    }
    return {
      what: 'nothing but white space or empty lists',
      hint: 'Look at the file; its format can be forced with --format.',
    };
  }

  #logs(marker: string | undefined, pattern: RegExp | undefined): { what: string; hint: string } {
    const responses = counted(this.responses, 'response');
    const besides = this.responses > 0 ? ` and ${responses} of the function (no events)` : '';
    const lines = `${counted(this.logLines, 'log line')}${besides}`;
    if (pattern) {
      return {
        what: `${lines}, none of which matches ${pattern}`,
        hint: 'Try the pattern of --event-pattern on one of the lines.',
      };
    }
    if (marker !== undefined) {
      const marked = this.markedLines === 0 ? 'none' : String(this.markedLines);
      const rest = this.markedLines === 0 ? '' : ', and none of them with JSON there';
      return {
        what: `${lines}, ${marked} with ${marker}${rest}`,
        hint: 'Say what stands before the events: --event-marker EVENT, or the keys to them in JSON lines: --event-marker $.event.',
      };
    }
    const some =
      this.bracketLines === 0
        ? 'none with JSON'
        : 'none of which is a JSON object or list by itself';
    return {
      what: `${lines}, ${some}`,
      hint: 'Say which lines carry events: --event-marker EVENT, or --event-pattern; or log the events first.',
    };
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
