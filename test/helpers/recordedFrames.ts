import { readFileSync, readdirSync } from 'node:fs'
import type { RecordedNode } from '../replay/recording'

const folderOf = (node: RecordedNode): URL => new URL(`../fixtures/${node}/`, import.meta.url)

/** A frame of a recording. */
export interface RecordedFrame {
  readonly file: string
  /** Label of the connection; test keys are derived from it. */
  readonly connection: string
  readonly direction: '>' | '<'
  readonly raw: string
}

/** Every frame that was exchanged with a running node. */
export function readRecordedFrames(node: RecordedNode = 'clearnode-0.5.2'): RecordedFrame[] {
  const folder = folderOf(node)
  return readdirSync(folder).filter(file => file.endsWith('.jsonl')).flatMap(file =>
    readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
      .map(line => JSON.parse(line) as { c?: string, d?: string, raw?: string })
      .flatMap(({ c, d, raw }): RecordedFrame[] =>
        c !== undefined && raw !== undefined && (d === '>' || d === '<') ? [{ file, connection: c, direction: d, raw }] : []))
}
