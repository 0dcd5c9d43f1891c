import { readFileSync, readdirSync } from 'node:fs'
import type { RecordedNode } from '../replay/recording'

const folderOf = (node: RecordedNode): URL => new URL(`../fixtures/${node}/`, import.meta.url)

/** A frame that was recorded from a running node. */
export interface RecordedFrame {
  /** Name of the recording's file. */
  readonly file: string
  /** Label of the connection in the recording. The keys of the recording are derived from it. */
  readonly connection: string
  /** `>` to the node, `<` from the node. */
  readonly direction: '>' | '<'
  readonly raw: string
}

const isRandom = (file: string): boolean => file.startsWith('random-')

/**
 * Reads the recorded frames of a node, file by file in the order in which they were exchanged.
 * @param kind the recordings of one scenario each, or those of random requests, which were made with other keys
 */
export function readRecordedFrames(node: RecordedNode = 'clearnode-0.5.2', kind: 'scenario' | 'random' = 'scenario'): RecordedFrame[] {
  const folder = folderOf(node)
  return readdirSync(folder).filter(file => file.endsWith('.jsonl') && isRandom(file) === (kind === 'random')).flatMap(file =>
    readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
      .map(line => JSON.parse(line) as { c?: string, d?: string, raw?: string })
      .flatMap(({ c, d, raw }): RecordedFrame[] =>
        c !== undefined && raw !== undefined && (d === '>' || d === '<') ? [{ file, connection: c, direction: d, raw }] : []))
}
