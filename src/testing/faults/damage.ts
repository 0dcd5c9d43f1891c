import type { FrameFormat } from './frameFormat'
import type { Fault } from './types'

/** What reaches the client in place of one frame of the node. */
interface DamagedFrame {
  /** Invented frames that arrive first. */
  readonly before: readonly string[]
  /** The frame itself, perhaps several times, or an invented frame that replaces it. */
  readonly frames: readonly string[]
  /** Milliseconds. */
  readonly delay: number
  /** True if the frame is held back until the next one has passed. */
  readonly isHeld: boolean
}

/** Whether the fault changes a frame of the node, rather than the node itself or its connection. */
export const isFrameDamage = ({ kind }: Fault): boolean =>
  ['delay', 'reorder', 'duplicate', 'wrong-id', 'garbage', 'oversize'].includes(kind)

export function damageFrame(text: string, faults: readonly Fault[], format: FrameFormat): DamagedFrame {
  const before: string[] = []
  let frames = [text]
  let delay = 0
  let isHeld = false
  for (const fault of faults) {
    if (fault.kind === 'delay') delay += fault.ms
    else if (fault.kind === 'reorder') isHeld = true
    else if (fault.kind === 'duplicate') frames = [...frames, ...frames]
    else if (fault.kind === 'wrong-id') frames = frames.map(frame => frame === text ? format.withOtherId(text, fault.by) : frame)
    else if (fault.kind === 'garbage' || fault.kind === 'oversize') {
      const invented = fault.kind === 'garbage' ? format.garbage : format.padding(fault.characters)
      if (fault.replaces) frames = [invented]
      else before.push(invented)
    }
  }
  return { before, frames, delay, isHeld }
}
