import { defined } from '../../base/defined.js';
import { sketchJson } from '../../json/sketch.js';
import type { JsonValue } from '../../json/spans.js';
import { parseTimeUs } from '../capture-time.js';
import type { RecordedEvent } from '../event.js';
import { type Refuse, readEvents } from './documents.js';
import type { Importer } from './importer.js';
import { unwrap } from './unwrap.js';

/**
 * EventBridge events as a rule's target keeps them, a list or one after the other: each is a payload
 * with its envelope, as a function receives it, at its `time`. One alone in a file is taken as plain
 * JSON, with all the file's bytes.
 */
export const eventBridge: Importer = {
  describe: 'EventBridge events, in a list or one after the other',
  recognises: (head) => {
    const sketch = sketchJson(head);
    if (!sketch || (sketch.documents.length < 2 && !sketch.isList)) return false;
    const keys = ['detail-type', 'source', 'detail'];
    return (
      sketch.documents.length > 0 &&
      sketch.documents.every((seen) => keys.every((key) => seen.has(key)))
    );
  },
  read: (stream, context) => readEvents(stream, context, eventIn),
};

function* eventIn(event: JsonValue, refuse: Refuse): Generator<RecordedEvent, void, void> {
  const unwrapped = unwrap(event);
  if (unwrapped?.kind === 'event') yield unwrapped.event;
  else if (unwrapped) refuse(event, unwrapped.reason);
  else if (event.at('detail-type') && event.at('detail')) {
    const capturedAtUs = parseTimeUs(event.at('time')?.text() ?? '');
    yield { payload: event.bytes, ...defined({ capturedAtUs }) };
  } else {
    refuse(
      event,
      'Not an EventBridge event: it has no detail-type and detail.',
      'If each line is a payload whatever its shape, say --format jsonl.',
    );
  }
}
