import { randomSchedule, type Fault } from 'vue-nitrolite/testing'

/** Something that can go wrong with the next close. */
export interface Mishap {
  readonly name: string
  readonly faults: () => readonly Fault[]
}

const close = { method: 'close_app_session' } as const

/** The commonest ways in which a close is lost, and the worst. */
export const MISHAPS: readonly Mishap[] = [
  { name: 'Lose the answer', faults: () => [{ kind: 'cut', at: { moment: 'answered', ...close } }] },
  { name: 'Lose the request', faults: () => [{ kind: 'cut', at: { moment: 'sent', ...close } }] },
  {
    name: 'Stall the database 20 s',
    faults: () => [{ kind: 'stall', at: { moment: 'checked', ...close }, ms: 20_000 }, { kind: 'cut', at: { moment: 'checked', ...close } }],
  },
  { name: 'Restart while booking', faults: () => [{ kind: 'restart', at: { moment: 'booked', ...close } }] },
  { name: 'Book, but say it failed', faults: () => [{ kind: 'unconfirmed', at: { moment: 'booked', ...close } }] },
  { name: 'Answer with garbage', faults: () => [{ kind: 'garbage', at: { moment: 'answered', ...close }, replaces: true }] },
  { name: 'Replace the session key', faults: () => [{ kind: 'replace-key', at: { moment: 'received', ...close } }] },
  { name: 'Clock back one hour', faults: () => [{ kind: 'clock', at: { moment: 'received', ...close }, by: -3_600_000 }] },
  { name: 'Let another device close first', faults: () => [{ kind: 'elsewhere', at: { moment: 'received', ...close }, to: 1 }] },
  { name: 'Three at random', faults: () => randomSchedule(Math.random).faults },
]
