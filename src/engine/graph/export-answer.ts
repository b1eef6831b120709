/**
 * [pure] Reads exportItems' answer without turning megabytes of base64 into strings: the content of each
 * `"data":"…"` is found and handed on as bytes. Anything unexpected in the answer falls back to JSON.parse.
 */
export type ExportedItem =
  | { id: string /** Base64 text, as bytes. */; data: Buffer }
  | { id: string; error: { code: string; message: string } }
  /** Not in the answer, or cut off in it: the answer was too large. Ask for this item alone. */
  | { id: string; missing: true };

/** Exchange can cut an export short and says so at its end; it is a passing fault. */
const truncated = Buffer.from('=== Truncated Data ===');

interface RawItem {
  itemId: string;
  data?: string | null;
  error?: { code?: string; message?: string } | null;
  Error?: { code?: string; message?: string } | null;
}

const quote = 0x22;
const backslash = 0x5c;
const dataKey = Buffer.from('"data":"');

/** One answer per asked id, in the order asked. Throws SyntaxError when the answer is not JSON. */
export const readExport = (answer: Buffer, ids: string[]): ExportedItem[] => {
  const { skeleton, contents } = cutContents(answer);
  const parsed = JSON.parse(skeleton) as { value?: RawItem[] };
  const byId = new Map((parsed.value ?? []).map((item) => [item.itemId, item]));
  return ids.map((id) => exportedItem(id, byId.get(id), contents));
};

const exportedItem = (id: string, raw: RawItem | undefined, contents: Map<string, Buffer>): ExportedItem => {
  // Some pages of the documentation spell it "Error".
  const error = raw?.error ?? raw?.Error;
  if (error) return { id, error: { code: error.code ?? 'unknown', message: error.message ?? '' } };
  if (raw?.data === undefined || raw.data === null) return { id, missing: true };
  const data = contents.get(raw.data) ?? Buffer.from(raw.data);
  if (data.length === 0) return { id, missing: true };
  if (data.subarray(-64).includes(truncated)) return { id, missing: true };
  return { id, data };
};

/**
 * Replaces each content by a mark that no base64 can be, so that what is left is a small JSON. What is written
 * with other spaces stays where it is, and is read as any JSON. Base64 holds no quote and no backslash.
 */
const cutContents = (answer: Buffer): { skeleton: string; contents: Map<string, Buffer> } => {
  const contents = new Map<string, Buffer>();
  const parts: string[] = [];
  let from = 0;
  for (let at = answer.indexOf(dataKey); at >= 0; at = answer.indexOf(dataKey, from)) {
    const start = at + dataKey.length;
    const end = answer.indexOf(quote, start);
    if (end < 0) break;
    const data = answer.subarray(start, end);
    const mark = `#${contents.size}`;
    parts.push(answer.toString('utf8', from, start), mark);
    // An escape inside (\/ or \n) is legal JSON and no base64: undo it for this item.
    contents.set(
      mark,
      data.includes(backslash)
        ? Buffer.from(JSON.parse(`"${data.toString('latin1')}"`) as string, 'latin1')
        : data,
    );
    from = end;
  }
  parts.push(answer.toString('utf8', from));
  return { skeleton: parts.join(''), contents };
};
