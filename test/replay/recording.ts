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
