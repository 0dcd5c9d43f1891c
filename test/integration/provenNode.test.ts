import { expect, it } from 'vitest'
import type { EmbeddedWebSocketConstructor } from '../../src/testing'
import { ALICE_KEY, BOB_KEY, startTogether } from '../helpers/togetherRig'
import { propose, resultOf } from '../helpers/togetherSteps'

/** The sockets of a node that names the address of another one. Once `claims` is true, it signs its answers with another key. */
function impostor(WebSocket: EmbeddedWebSocketConstructor) {
  const state = { claims: false }
  class ImpostorSocket extends WebSocket {
    override dispatchEvent(event: Event): boolean {
      if (!state.claims || !('data' in event)) return super.dispatchEvent(event)
      const data = String(event.data).replace(/"sig":\s*\["0x[\da-f]{8}/, '"sig":["0x12345678')
      return super.dispatchEvent(Object.assign(new Event('message'), { data }))
    }
  }
  return { state, WebSocket: ImpostorSocket as unknown as EmbeddedWebSocketConstructor }
}

it('a proposal is neither shown nor signed if the node does not have the key of the address that it names', async () => {
  const rig = startTogether()
  const { state, WebSocket } = impostor(rig.node.WebSocket)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { WebSocket })]
  const { text } = await propose(rig, alice)
  const review = await rig.settled(bob.client.coSign(text))
  review.approve()
  state.claims = true
  expect(await resultOf(rig, bob.client.coSign(text))).toBe('PROPOSAL_OTHER_NODE')
  expect(await resultOf(rig, review.sign())).toBe('PROPOSAL_OTHER_NODE')
})
