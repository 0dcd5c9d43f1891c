import type { OpenRoom } from './openRoom'

export interface LanesParts {
  /** How many connections there are. */
  readonly count: number
  /** The most rooms at the same time on one connection. */
  readonly width: number
  /** Whether a connection is logged in. */
  isReady(connection: number): boolean
  /** Whether one more room may be begun now. Asked only if there is one that can. */
  mayBegin(): boolean
  begin(room: OpenRoom): void
}

/** Rooms in the order in which they came. Taking the first one does not move the others. */
interface Line {
  readonly rooms: OpenRoom[]
  first: number
}

/** Lets a bounded number of rooms proceed on each connection, in the order in which they came. */
export interface Lanes {
  /** Rooms that wait to be begun. */
  readonly queued: number
  /** Rooms that proceed. */
  readonly running: number
  /** Rooms that wait to be begun on the connection of a room. */
  queuedWith(room: OpenRoom): number
  add(room: OpenRoom): void
  /** Makes room for the next one. Does nothing if the room has left already. */
  leave(room: OpenRoom): void
  /** Begins as many rooms as possible. */
  proceed(): void
}

/** From this many places on, the places of rooms that have left a line are freed. */
const MOST_FREE_PLACES = 1_000

export function createLanes({ count, width, isReady, mayBegin, begin }: LanesParts): Lanes {
  const lines = Array.from({ length: count }, (): Line => ({ rooms: [], first: 0 }))
  const running = Array.from({ length: count }, () => new Set<OpenRoom>())

  function takeFirst(line: Line): OpenRoom | undefined {
    const room = line.rooms[line.first]
    if (!room) return undefined
    line.first += 1
    if (line.first === line.rooms.length || line.first === MOST_FREE_PLACES) {
      line.rooms.splice(0, line.first)
      line.first = 0
    }
    return room
  }

  function proceedOn(connection: number): void {
    const [line, lane] = [lines[connection], running[connection]]
    while (line && lane && line.first < line.rooms.length && lane.size < width && isReady(connection) && mayBegin()) {
      const room = takeFirst(line)
      if (!room) return
      lane.add(room)
      begin(room)
    }
  }

  const lengthOf = ({ rooms, first }: Line): number => rooms.length - first

  return {
    get queued() { return lines.reduce((sum, line) => sum + lengthOf(line), 0) },
    get running() { return running.reduce((sum, { size }) => sum + size, 0) },
    queuedWith({ connection }) {
      const line = lines[connection]
      return line ? lengthOf(line) : 0
    },
    add(room) {
      lines[room.connection]?.rooms.push(room)
      proceedOn(room.connection)
    },
    leave(room) {
      if (running[room.connection]?.delete(room)) proceedOn(room.connection)
    },
    proceed() {
      for (const connection of lines.keys()) proceedOn(connection)
    },
  }
}
