import type { Fault, JournalFault, NodeKind } from '../../../src/testing'
import type { BadParty } from './badParties/badParty'

/** A device of a participant, with a journal and logins of its own, or a tab of a browser. */
export interface ScheduledDevice {
  /** Index of the participant. Two devices of one participant use the same wallet. */
  readonly person: number
  /** All tabs of the browser have one journal and one store of logins. @default a device of its own */
  readonly isTab?: boolean
}

/** When something happens on which device. */
interface StepOf<Kind extends string> {
  /** The time since the start, in milliseconds. */
  readonly at: number
  readonly device: number
  readonly kind: Kind
}

export interface ProposeStep extends StepOf<'propose'> {
  /** Number of the proposal, by which later steps name it. */
  readonly proposal: number
  /** Index in `SPLITS`. */
  readonly split: number
  /** In milliseconds. Has no effect in a room. */
  readonly signWithin: number
  /**
   * The participants meet in a room: they approve there, and their clients sign and reply by themselves. A device that proposes
   * again after a reload continues the same proposal.
   * @default the proposal and the replies are carried by hand
   */
  readonly isInRoom?: boolean
}

/** What somebody does with a proposal of another participant. In a room, opening means to enter the room and to find it there. */
export type AnswerStep =
  | StepOf<'open' | 'approve' | 'decline' | 'sign' | 'withdraw'> & { readonly proposal: number }
  /**
   * Gives the reply that the device has made to the client of the device `to`. A device that was reloaded takes the reply from its
   * journal. Has no effect for a proposal in a room.
   */
  | StepOf<'deliver'> & { readonly proposal: number, readonly to: number }

/** What happens on one of the devices. */
export type Step =
  | ProposeStep
  | AnswerStep
  | StepOf<'close'> & { readonly split: number }
  /** Logs in with a new session key, on a page that is closed again. */
  | StepOf<'replace key'>
  | StepOf<'connect' | 'cancel'>
  /** Opens a new page. The browser may have deleted everything that the device has stored. @default it keeps everything */
  | StepOf<'reload'> & { readonly isStorageGone?: boolean }

/** What happens to the messages of a room. */
export interface RoomNetwork {
  /** How many of 100 copies are lost. */
  readonly lost: number
  /** How many of 100 messages arrive twice. */
  readonly repeated: number
  /** A message needs up to this many milliseconds, so that messages overtake each other. */
  readonly slowest: number
}

/** What goes wrong when a device writes or reads its journal. The tabs of a browser have one journal. */
export interface JournalTrouble {
  readonly device: number
  readonly faults: readonly JournalFault[]
}

/** How several participants sign together, as plain JSON. */
export interface Schedule {
  readonly seed: number
  /** @default clearnode */
  readonly node?: NodeKind
  /** Weights of two to five participants. The first one has paid 1 usdc into the session. */
  readonly weights: readonly number[]
  readonly quorum: number
  /** The devices, by the number that steps call `device`. */
  readonly devices: readonly ScheduledDevice[]
  /** The tabs of the browser hear of each other. Otherwise, the journal alone connects them. @default false */
  readonly haveTabsMessages?: boolean
  /** @default everybody is honest */
  readonly bad?: BadParty
  /** @default every message of a room arrives once, soon and in order */
  readonly network?: RoomNetwork
  /** @default every journal works */
  readonly journals?: readonly JournalTrouble[]
  /** In the order of their times. */
  readonly steps: readonly Step[]
  readonly faults: readonly Fault[]
}

/** What the first participants receive of 1 usdc. The others receive nothing. */
export const SPLITS: readonly (readonly string[])[] = [['0.7', '0.3'], ['0.2', '0.8'], ['1', '0'], ['0', '1']]
