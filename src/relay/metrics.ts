/** What a relay counts. Names say everything that there is: no room, address, IP address or content is ever part of a metric. */
const COUNTERS = {
  socketsOpened: 'Sockets that were opened.',
  socketsRefusedForOrigin: 'Sockets refused because their page has an origin that is not listed.',
  socketsRefusedForLimit: 'Sockets refused because there were too many.',
  socketsClosedForMalformedFrames: 'Sockets closed because of a frame that the protocol does not have.',
  socketsClosedForFlooding: 'Sockets closed because they sent too much.',
  socketsClosedForSlowReading: 'Sockets closed because too much was waiting to be read.',
  socketsClosedForMostUnread: 'Sockets closed because they had the most unread output when the memory for that of all sockets was full.',
  socketsClosedForSilence: 'Sockets closed because they did not answer a ping.',
  socketsClosedForIdling: 'Sockets closed because they were in no room for too long.',
  socketsClosedForRefusedEntries: 'Sockets closed because of too many refused attempts to enter a room.',
  framesReceived: 'Frames received.',
  framesRefused: 'Frames refused, for whatever reason.',
  entries: 'Seats taken.',
  messagesPublished: 'Messages received for a room.',
  messagesDelivered: 'Messages sent to a seat.',
  messagesDroppedForRoom: 'Messages that gave way to newer ones of their room before everybody had received them.',
  messagesDroppedForAge: 'Messages that were kept for as long as allowed without everybody having received them.',
  messagesNotKept: 'Messages delivered but not kept, because the memory for all rooms was full.',
} as const

const GAUGES = {
  sockets: 'Sockets that are open.',
  rooms: 'Rooms with a seat or a kept message.',
  seats: 'Seats that are taken.',
  openChallenges: 'Challenges that were given out and not answered yet.',
  keptMessages: 'Messages that are kept for participants who come later.',
  keptBytes: 'Bytes of the messages that are kept.',
  unreadBytes: 'Bytes that wait for the readers of all sockets, and 250 bytes more for each frame.',
} as const

type Counter = keyof typeof COUNTERS
type Gauge = keyof typeof GAUGES

/**
 * Numbers about a relay. Counters only grow; `sockets`, `rooms`, `seats`, `openChallenges`, `keptMessages`, `keptBytes` and `unreadBytes`
 * are of now.
 */
export type RelayMetrics = Readonly<Record<Counter | Gauge, number>>

/** The numbers of one relay, while it runs. */
export interface MetricsBook {
  readonly numbers: RelayMetrics
  /** Adds to a counter or a gauge. */
  add(name: Counter | Gauge, amount?: number): void
}

const zeros = (): Record<Counter | Gauge, number> => {
  const names = [...Object.keys(COUNTERS), ...Object.keys(GAUGES)]
  return Object.fromEntries(names.map(name => [name, 0])) as Record<Counter | Gauge, number>
}

export function createMetricsBook(): MetricsBook {
  const numbers = zeros()
  return {
    numbers,
    add(name, amount = 1) {
      numbers[name] += amount
    },
  }
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** The metrics in the text format of Prometheus. */
export function prometheusText(numbers: RelayMetrics): string {
  const lines = (texts: Readonly<Record<string, string>>, type: string, ending: string): string[] =>
    Object.entries(texts).flatMap(([name, help]) => {
      const metric = `nitrolite_relay_${snakeCase(name)}${ending}`
      return [`# HELP ${metric} ${help}`, `# TYPE ${metric} ${type}`, `${metric} ${numbers[name as Counter | Gauge]}`]
    })
  return `${[...lines(COUNTERS, 'counter', '_total'), ...lines(GAUGES, 'gauge', '')].join('\n')}\n`
}
