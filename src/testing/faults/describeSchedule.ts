import type { AtMessage, AtTime, Fault, FaultSchedule, Moment } from './types'

const MOMENT_WORDS: Readonly<Record<Moment, (message: string) => string>> = {
  sent: message => `when ${message} has left the client`,
  delivered: message => `when ${message} is with the node`,
  received: message => `before the node looks at ${message}`,
  verified: message => `when the signatures of ${message} are good`,
  checked: message => `when ${message} has passed every check`,
  booked: message => `when ${message} is booked`,
  answered: message => `before the answer to ${message} is delivered`,
  pushed: message => `before ${message} is delivered`,
}

/** A schedule in words, one line for each fault. */
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
    case 'delay': return `${duration(fault.ms)} of delay`
    case 'reorder': return 'the push lets the next frame pass'
    case 'duplicate': return 'the frame comes twice'
    case 'garbage': return `garbage comes ${fault.replaces ? 'instead of' : 'before'} the frame`
    case 'oversize': return `${fault.characters} characters come ${fault.replaces ? 'instead of' : 'before'} the frame`
    case 'wrong-id': return `the answer has an id that is ${Math.abs(fault.by)} too ${fault.by > 0 ? 'large' : 'small'}`
    case 'refuse': return `the node refuses with “${fault.text}”`
    case 'expire-key': return 'the session key expires'
    case 'replace-key': return 'another device takes the session key away'
    case 'restart': return 'the node restarts'
    case 'stall': return `the node stalls for ${duration(fault.ms)}`
    case 'unconfirmed': return 'the database does not confirm'
    case 'clock': return `the node's clock goes ${duration(Math.abs(fault.by))} ${fault.by > 0 ? 'forwards' : 'back'}`
    case 'elsewhere': return `another device closes the session in favour of participant ${fault.to}`
    case 'agree-elsewhere': return `another device agrees to give everything to participant ${fault.to}`
    case 'expiry': return `stamps are too old after ${fault.seconds} s`
    case 'fronts': return `${fault.offsets.length} nodes answer, their clocks off by ${fault.offsets.map(duration).join(', ')}`
  }
}

function describeWhen(at: AtMessage | AtTime): string {
  if ('after' in at) return `${duration(at.after)} after the start`
  const { moment, method = moment === 'pushed' ? 'push' : 'message', nth = 1, times = 1 } = at
  const which = times === 1 ? `${method} #${nth}` : `${method} #${nth} to #${nth + times - 1}`
  return MOMENT_WORDS[moment](which)
}

const duration = (ms: number): string => Math.abs(ms) < 1000 ? `${ms} ms` : `${ms / 1000} s`
