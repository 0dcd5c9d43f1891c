import type { AtMessage, AtTime, Fault, FaultSchedule, Moment } from './types'

const MOMENT_WORDS: Readonly<Record<Moment, (message: string) => string>> = {
  sent: message => `when ${message} has left the client`,
  delivered: message => `when ${message} has reached the node`,
  received: message => `before the node looks at ${message}`,
  verified: message => `when the signatures of ${message} are verified`,
  checked: message => `when ${message} has passed every check`,
  committed: message => `when ${message} is committed`,
  answered: message => `before the answer to ${message} is delivered`,
  pushed: message => `before ${message} is delivered`,
}

/** Describes a schedule in English, one line for each fault. */
export function describeSchedule({ seed, faults }: FaultSchedule): readonly string[] {
  const title = seed === undefined ? [] : [`seed ${seed}`]
  return [...title, ...faults.map((fault, index) => `${index + 1}. ${describeFault(fault)}`)]
}

function describeFault(fault: Fault): string {
  const when = 'at' in fault ? `, ${describeWhen(fault.at)}` : ''
  return `${describeWhat(fault)}${when}`
}

function describeWhat(fault: Fault): string {
  switch (fault.kind) {
    case 'cut': return 'the socket dies'
    case 'half-open': return `the connection stops passing data ${fault.ms === undefined ? 'forever' : `for ${duration(fault.ms)}`}`
    case 'flapping': return `connections end ${duration(fault.uptime)} after they have opened, for ${duration(fault.ms)}`
    case 'delay': return `the frame is delayed by ${duration(fault.ms)}`
    case 'reorder': return 'the push arrives after the next frame'
    case 'duplicate': return 'the frame arrives twice'
    case 'garbage': return `garbage arrives ${fault.replaces ? 'instead of' : 'before'} the frame`
    case 'oversize': return `a frame of ${fault.characters} characters arrives ${fault.replaces ? 'instead of' : 'before'} the frame`
    case 'wrong-id': return `the answer has an id that is ${Math.abs(fault.by)} too ${fault.by > 0 ? 'large' : 'small'}`
    case 'refuse': return `the node refuses with “${fault.text}”`
    case 'expire-key': return 'the session key expires'
    case 'replace-key': return 'another device takes the session key away'
    case 'restart': return 'the node restarts'
    case 'stall': return `the node stalls for ${duration(fault.ms)}`
    case 'unconfirmed': return 'the database does not confirm the commit'
    case 'clock': return `the node's clock jumps ${duration(Math.abs(fault.by))} ${fault.by > 0 ? 'forwards' : 'back'}`
    case 'close-by-others': return `another device closes the session and gives everything to participant ${fault.to}`
    case 'agree-by-others': return `another device agrees to give everything to participant ${fault.to}`
    case 'operate-by-others': return `another participant gives everything to participant ${fault.to}${writing(fault.ms)}`
    case 'deposit-by-others': return `participant ${fault.to} deposits ${fault.amount}${writing(fault.ms)}`
    case 'withdraw-by-others': return `participant ${fault.to} withdraws ${fault.amount}${writing(fault.ms)}`
    case 'expiry': return `requests expire after ${fault.seconds} s`
    case 'several-nodes': return `${fault.clockOffsets.length} nodes share the address, their clocks off by ${fault.clockOffsets.map(duration).join(', ')}`
  }
}

function describeWhen(at: AtMessage | AtTime): string {
  if ('after' in at) return `${duration(at.after)} after the start`
  const { moment, method = moment === 'pushed' ? 'push' : 'message', nth = 1, times = 1 } = at
  const which = times === 1 ? `${method} #${nth}` : `${method} #${nth} to #${nth + times - 1}`
  return MOMENT_WORDS[moment](which)
}

/** How long the node takes between reading the session and writing it. */
const writing = (ms = 0): string => ms === 0 ? '' : `, which the node writes ${duration(ms)} later`

const duration = (ms: number): string => Math.abs(ms) < 1000 ? `${ms} ms` : `${ms / 1000} s`
