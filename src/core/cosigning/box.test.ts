import { afterEach, expect, it, vi } from 'vitest'
import { sampleParticipants } from '../../../test/helpers/portableProposal'
import { createBox, type ReplyBox } from './box'
import { openReply } from './seal'

afterEach(() => vi.unstubAllGlobals())

it('on a page without encryption, making a box fails with a clear error', async () => {
  vi.stubGlobal('crypto', { getRandomValues: () => new Uint8Array() })
  await expect(createBox()).rejects.toMatchObject({ code: 'ENCRYPTION_UNAVAILABLE' })
  const reply = { proposalId: `0x${'00'.repeat(16)}`, participant: 0, sealed: `0x${'00'.repeat(113)}` } as const
  await expect(openReply({} as ReplyBox, reply, sampleParticipants(1))).rejects.toMatchObject({ code: 'ENCRYPTION_UNAVAILABLE' })
})
