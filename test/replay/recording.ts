import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One line of a recording, as described beside the fixtures. */
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

/** Nodes of which there are recordings. */
export type RecordedNode = 'clearnode-0.5.2' | 'nitronode-1.4.1'

const folderOf = (node: RecordedNode): string => fileURLToPath(new URL(`../fixtures/${node}/`, import.meta.url))

export const recordingsOf = (node: RecordedNode): readonly string[] =>
  readdirSync(folderOf(node)).filter(name => name.endsWith('.jsonl')).sort()

/** Of ClearNode 0.5.2. */
export const RECORDINGS = recordingsOf('clearnode-0.5.2')

/** Lines after the head. */
export function readRecording(name: string, node: RecordedNode = 'clearnode-0.5.2'): RecordedLine[] {
  const lines = readFileSync(folderOf(node) + name, 'utf8').trimEnd().split('\n')
  return lines.slice(1).map(line => JSON.parse(line) as RecordedLine)
}

/** A frame with everything masked that differs from run to run. Works on the text, so bytes and key order are compared. */
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

/** Frames per connection in the order of their arrival. */
export function framesByConnection(lines: readonly RecordedLine[], direction: '<' | '>'): Map<string, string[]> {
  const frames = new Map<string, string[]>()
  for (const { c, d, raw } of lines) {
    if (c === undefined) continue
    const own = frames.get(c) ?? []
    frames.set(c, own)
    if (d === direction && raw !== undefined) own.push(raw)
  }
  return frames
}
