import { expect, it } from 'vitest'
import { sampleParticipants } from '../../../../test/helpers/portableProposal'
import { BROKER, scriptConnection } from '../../../../test/helpers/nitroRpcRig'
import type { ClosingPlan } from '../../closing/types'
import { allocationsOf } from '../../cosigning/rows'
import type { Hex } from '../../types'
import { propose } from './closing'
import { cosignedClose } from './cosignedClose'

const ID: Hex = `0x${'ab'.repeat(32)}`
const participants = sampleParticipants(3)
const assets = [{ symbol: 'usdc', scale: 6 }, { symbol: 'weth', scale: 18 }]

it.each([null, '', '{"winner":"<a> & \\"b\\" é 😀"}'])('a close that several participants sign has the bytes of a close that one signs, with the data %j', (sessionData) => {
  const allocations = allocationsOf({ assets, rows: [[700_000n, 0n, 1n], [10n ** 18n, 25n * 10n ** 16n, 1n]] }, participants)
  const plan: ClosingPlan = {
    wallet: participants[0] ?? '', broker: BROKER.address, allocations, sessionData, submissions: ['close'], baseline: [], funded: {},
    session: {
      id: ID, status: 'open', application: 'test-app', protocol: 'NitroRPC/0.4', participants: participants.map(address => ({ address, weight: 50 })),
      quorum: 100, version: 1, sessionData: null, createdAt: '', updatedAt: '', assets: [], allocations: [],
    },
  }
  const { text, requestId, ts, digest } = propose(scriptConnection(() => ({ params: null })).connection, plan, 'close', { earlier: [] })
  const cosigned = cosignedClose({ sessionId: ID, allocations, sessionData, requestId, ts })
  expect(cosigned).toEqual({ id: requestId, method: 'close_app_session', ts, text, digest })
})

it('the bytes of a close that several participants sign have no spaces and their keys in a fixed order', () => {
  const [participant = ''] = participants
  const allocations = [{ amount: '0.5', asset: 'usdc', participant, note: 'not signed' }]
  const { text } = cosignedClose({ sessionId: ID, allocations, sessionData: 'x', requestId: 7, ts: 1_790_000_000_000 })
  expect(text).toBe(`[7,"close_app_session",{"app_session_id":"${ID}","allocations":[{"participant":"${participant}","asset":"usdc","amount":"0.5"}],"session_data":"x"},1790000000000]`)
})
