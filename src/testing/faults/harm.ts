import type { Fault } from './types'
import type { Wire } from './wire'

/** What arrives in place of a frame of the node. */
export interface HarmedFrame {
  readonly before: readonly string[]
  /** The frame itself, unless something replaces it. */
  readonly frames: readonly string[]
  /** Milliseconds. */
  readonly delay: number
  /** It lets the next frame pass. */
  readonly isHeld: boolean
}

/** Whether the fault changes how a frame of the node fares, rather than the node or its connection. */
export const harmsFrame = ({ kind }: Fault): boolean =>
  ['delay', 'reorder', 'duplicate', 'wrong-id', 'garbage', 'oversize'].includes(kind)

export function harmFrame(text: string, faults: readonly Fault[], wire: Wire): HarmedFrame {
  const before: string[] = []
  let frames = [text]
  let delay = 0
  let isHeld = false
  for (const fault of faults) {
    if (fault.kind === 'delay') delay += fault.ms
    else if (fault.kind === 'reorder') isHeld = true
    else if (fault.kind === 'duplicate') frames = [...frames, ...frames]
    else if (fault.kind === 'wrong-id') frames = frames.map(frame => frame === text ? wire.withOtherId(text, fault.by) : frame)
    else if (fault.kind === 'garbage' || fault.kind === 'oversize') {
      const fake = fault.kind === 'garbage' ? wire.garbage : wire.fakeFrame(fault.characters)
      if (fault.replaces) frames = [fake]
      else before.push(fake)
    }
  }
  return { before, frames, delay, isHeld }
}
