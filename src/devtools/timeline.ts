import type { NitroliteClient } from '../core/client/types'
import { isOver } from '../core/closing/states'
import type { ClosingLogEntry } from '../core/closing/types'
import type { FrameEvent } from '../core/connection/types'
import type { Hex, Unsubscribe } from '../core/types'
import { shortId } from './sections'

/** Events that are kept for a devtools window that is opened later. */
export const MOST_EVENTS = 500

/** An event of the timeline, as Vue Devtools takes it. */
export interface TimelineEntry {
  readonly layer: 'frames' | 'evidence' | 'actions'
  readonly event: {
    /** Unix milliseconds, this device's clock. */
    readonly time: number
    readonly title: string
    readonly subtitle: string
    /** Events with the same value belong together: a request and its answer, or everything about one closing. */
    readonly groupId?: string
    readonly logType: 'default' | 'error'
    readonly data: Readonly<Record<string, unknown>>
  }
}

/** What happened on the connection and in the closings of one client. */
export interface Timeline {
  /** The latest events. */
  readonly entries: readonly TimelineEntry[]
  /** Calls the listener with every later event. */
  listen(listener: (entry: TimelineEntry) => void): Unsubscribe
  /** Takes what the closings have found out and done since the last call. */
  collect(): void
  stop(): void
}

/** A frame without its text, which holds signatures and what the app keeps in its sessions. */
function entryOfFrame({ direction, text, at, name, requestId }: FrameEvent): TimelineEntry {
  return {
    layer: 'frames',
    event: {
      time: at,
      title: name ?? 'unreadable',
      subtitle: direction,
      ...requestId !== null && { groupId: `request ${requestId}` },
      logType: name === null || name === 'error' ? 'error' : 'default',
      data: { direction, name, requestId, characters: text.length },
    },
  }
}

function entryOfLine(sessionId: Hex, closingId: string, { at, type, name, details, attempts }: ClosingLogEntry): TimelineEntry {
  return {
    layer: type === 'action' ? 'actions' : 'evidence',
    event: {
      time: at,
      title: name,
      subtitle: details,
      groupId: `closing ${closingId}`,
      logType: name === 'failed' ? 'error' : 'default',
      data: { session: shortId(sessionId), details, attempts },
    },
  }
}

/** Starts to record. */
export function createTimeline(client: NitroliteClient): Timeline {
  const entries: TimelineEntry[] = []
  const listeners = new Set<(entry: TimelineEntry) => void>()
  /** The logs of closings that may still change, as they were read last. */
  const logs = new Map<string, { readonly sessionId: Hex, lines: readonly ClosingLogEntry[] }>()

  function add(entry: TimelineEntry): void {
    entries.push(entry)
    if (entries.length > MOST_EVENTS) entries.shift()
    for (const listener of [...listeners]) listener(entry)
  }

  function follow({ id, sessionId }: { readonly id: string, readonly sessionId: Hex }): void {
    if (!logs.has(id)) logs.set(id, { sessionId, lines: [] })
  }

  function collect(): void {
    const added = [...logs].flatMap(([id, log]) => {
      const closing = client.closings.get(log.sessionId)
      const lines = closing?.id === id ? closing.log() : log.lines
      const fresh = newLines(log.lines, lines)
      log.lines = lines
      if (closing?.id !== id || isOver(closing.snapshot())) logs.delete(id)
      return fresh.map(line => entryOfLine(log.sessionId, id, line))
    })
    for (const entry of added.sort((a, b) => a.event.time - b.event.time)) add(entry)
  }

  for (const snapshot of client.closings.list()) if (!isOver(snapshot)) follow(snapshot)
  const stops = [
    client.on('closing', follow),
    client.on('frame', frame => { add(entryOfFrame(frame)) }),
  ]

  return {
    get entries() { return entries },
    listen(listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    collect,
    stop() {
      for (const stop of stops) stop()
      listeners.clear()
    },
  }
}

const keyOf = ({ at, type, name, details, attempts }: ClosingLogEntry): string => JSON.stringify([at, type, name, details, attempts])

/**
 * The lines that were added to a log. A log that is full drops its oldest lines, so its length does not show how many were added.
 * @param before the log as it was read last
 */
export function newLines(before: readonly ClosingLogEntry[], now: readonly ClosingLogEntry[]): readonly ClosingLogEntry[] {
  const keys = now.map(keyOf)
  const old = before.map(keyOf)
  for (let dropped = 0; dropped < old.length; dropped += 1) {
    const kept = old.length - dropped
    if (kept <= keys.length && old.slice(dropped).every((key, index) => key === keys[index])) return now.slice(kept)
  }
  return now
}
