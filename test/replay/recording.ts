import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One line of a recording. `test/fixtures/clearnode-0.5.2/README.md` describes the fields. */
export interface RecordedLine {
  readonly t?: number
  readonly c?: string
  readonly d?: '>' | '<' | 'x'
  readonly raw?: string
  readonly code?: number
  readonly reason?: string
  readonly fund?: { readonly app_session_id?: string, readonly wallet: string, readonly asset: string, readonly amount: string }
  readonly note?: string
}

/** Nodes that have been recorded. */
export type RecordedNode = 'clearnode-0.5.2' | 'nitronode-1.4.1'

const folderOf = (node: RecordedNode): string => fileURLToPath(new URL(`../fixtures/${node}/`, import.meta.url))

export const recordingsOf = (node: RecordedNode): readonly string[] =>
  readdirSync(folderOf(node)).filter(name => name.endsWith('.jsonl')).sort()

/** The recordings of ClearNode 0.5.2. */
export const RECORDINGS = recordingsOf('clearnode-0.5.2')

/** The lines of a recording, without its head. */
export function readRecording(name: string, node: RecordedNode = 'clearnode-0.5.2'): RecordedLine[] {
  const lines = readFileSync(folderOf(node) + name, 'utf8').trimEnd().split('\n')
  return lines.slice(1).map(line => JSON.parse(line) as RecordedLine)
}

/** Masks the parts of a frame that differ between runs. Works on the text, so that tests compare bytes and key order. */
export function mask(frame: string): string {
  return frame
    .replace(/,"sig":\["0x[0-9a-f]{130}"\]\}$/, ',"sig":["*"]}')
    .replace(/,\d{13}\],"sig"/, ',*],"sig"')
    .replace(/^\{"res":\[\d{13},/, '{"res":[*,')
    .replace(/"jwt_token":"[\w-]+\.[\w-]+\.[\w-]+"/, '"jwt_token":"*"')
    .replace(/_tag":"[A-Z0-9]{6}"/g, '_tag":"*"')
    .replace(/\{"id":\d+,/g, '{"id":*,')
    .replace(/"(created|updated)_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g, '"$1_at":"*"')
    .replace(/,\d{13}\]","res_sig"/g, ',*]","res_sig"')
}

/** The frames of each connection in one direction, in their order. */
export function framesByConnection(lines: readonly RecordedLine[], direction: '<' | '>'): Map<string, string[]> {
  const frames = new Map<string, string[]>()
  for (const { c, d, raw } of lines) {
    if (c === undefined) continue
    const texts = frames.get(c) ?? []
    frames.set(c, texts)
    if (d === direction && raw !== undefined) texts.push(raw)
  }
  return frames
}
