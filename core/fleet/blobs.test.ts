import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../database/temporary.fixture.js';
import { type AskForPart, BlobShelf, fetchBlob } from './blobs.js';
import { type BlobName, blobPartSize } from './protocol.js';

const bytes = Buffer.from(Array.from({ length: blobPartSize * 3 + 17 }, (_, i) => i % 251));

async function fetched(name: BlobName, ask: AskForPart): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await fetchBlob(name, ask, (part) => parts.push(part));
  return Buffer.concat(parts);
}

function shelf(): { shelf: BlobShelf; ask: AskForPart } {
  const made = new BlobShelf();
  return { shelf: made, ask: async (request) => made.part(request) };
}

it('comes as it was put there, from memory or from a file', async () => {
  const { shelf: own, ask } = shelf();
  const file = path.join(temporaryFolder(), 'blob');
  writeFileSync(file, bytes);
  const name = own.putFile(file);
  expect(await fetched(name, ask)).toEqual(bytes);
  expect(own.putBytes(bytes)).toEqual(name);
  expect(await fetched(name, ask)).toEqual(bytes);
  expect(await fetched(own.putBytes(Buffer.alloc(0)), ask)).toEqual(Buffer.alloc(0));
});

it('is refused when a single bit of it is another', async () => {
  const { shelf: own, ask } = shelf();
  const name = own.putBytes(bytes);
  const damaging: AskForPart = async (request) => {
    const part = Buffer.from((await ask(request)) ?? []);
    if (request.offset > 0) part[3] = (part[3] ?? 0) ^ 1;
    return part;
  };
  await expect(fetched(name, damaging)).rejects.toThrow(/damaged on their way/);
});

it('is asked for again where nobody answered, and given up when nobody does any more', async () => {
  const { shelf: own, ask } = shelf();
  const name = own.putBytes(bytes);
  let asked = 0;
  const deaf: AskForPart = (request) => {
    asked += 1;
    return asked % 2 === 0 ? ask(request) : Promise.resolve(undefined);
  };
  expect(await fetched(name, deaf)).toEqual(bytes);
  await expect(fetched(name, async () => undefined)).rejects.toThrow(/does not answer/);
});
