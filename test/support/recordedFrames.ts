import { readFileSync, readdirSync } from 'node:fs'

const FOLDER = new URL('../fixtures/clearnode-0.5.2/', import.meta.url)

/** A frame of a recording. */
export interface RecordedFrame {
  readonly file: string
  /** Label of the connection; test keys are derived from it. */
  readonly connection: string
  readonly direction: '>' | '<'
  readonly raw: string
}

/** Every frame that was exchanged with the running ClearNode 0.5.2. */
export function readRecordedFrames(): RecordedFrame[] {
  return readdirSync(FOLDER).filter(file => file.endsWith('.jsonl')).flatMap(file =>
    readFileSync(new URL(file, FOLDER), 'utf8').trim().split('\n')
      .map(line => JSON.parse(line) as { c?: string, d?: string, raw?: string })
      .flatMap(({ c, d, raw }): RecordedFrame[] =>
        c !== undefined && raw !== undefined && (d === '>' || d === '<') ? [{ file, connection: c, direction: d, raw }] : []))
}
