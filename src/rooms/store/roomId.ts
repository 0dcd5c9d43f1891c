import { NitroliteError } from '../../core/errors/errors'

const LONGEST_ID = 200

/** @throws `OPTIONS_INVALID` */
export function checkRoomId(roomId: unknown): void {
  if (typeof roomId === 'string' && roomId !== '' && roomId.length <= LONGEST_ID) return
  throw new NitroliteError('OPTIONS_INVALID', { option: 'roomId', reason: `It must be a text of 1 to ${LONGEST_ID} characters.` })
}
