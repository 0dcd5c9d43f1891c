import { expect, it } from 'vitest'
import { isSignedBy } from '../../src/core/wallet/signature'
import { nativeSigner } from '../../src/node'
import { createEmbeddedClearnode } from '../../src/testing'
import { sessionIdOf } from '../../src/testing/clearnode/appSessions'
import { arrayElements, objectMembers } from '../../src/testing/formats/jsonSlices'
import { digestOf } from '../../src/testing/formats/signatures'
import { framesByConnection, readRecording, RECORDINGS } from './recording'

interface Definition {
  application: string
  protocol: string
  participants: string[]
  weights: number[]
  quorum: number
  challenge: number
  nonce: number
}

const received = RECORDINGS.flatMap(name => [...framesByConnection(readRecording(name), '<').values()].flat()
  .map(frame => ({ name, frame })))

/** The recorded node of the random recordings had its own key. */
const RANDOM_BROKER = '0xe239cdc5fbe977a8a141B72194D3CF8c41bC5BC6'

it('every recorded frame of ClearNode is signed by the broker address of its node', () => {
  const { brokerAddress } = createEmbeddedClearnode()
  const signatures = nativeSigner()
  const signedByOthers = received.filter(({ name, frame }) => {
    const members = new Map(objectMembers(frame).map(({ key, raw }) => [key, raw]))
    const [signature = ''] = JSON.parse(members.get('sig') ?? '[]') as string[]
    return !isSignedBy(digestOf(members.get('res') ?? ''), signature, name.startsWith('random-') ? RANDOM_BROKER : brokerAddress, signatures)
  })
  expect(received.length).toBeGreaterThan(2_400)
  expect(signedByOthers).toEqual([])
})

it('the id of every recorded session is the hash of its definition', () => {
  let count = 0
  for (const name of RECORDINGS) {
    const lines = readRecording(name)
    const answers = framesByConnection(lines, '<')
    for (const [label, requests] of framesByConnection(lines, '>')) {
      for (const request of requests.filter(frame => frame.includes('"create_app_session"'))) {
        const [id = '', , params = ''] = arrayElements(objectMembers(request)[0]?.raw ?? '')
        const answer = answers.get(label)?.find(frame => frame.startsWith(`{"res":[${id},"create_app_session"`))
        if (answer === undefined) continue
        const { definition } = JSON.parse(params) as { definition: Definition }
        const { weights, quorum, challenge, nonce } = definition
        count++
        expect(answer).toContain(sessionIdOf({
          ...definition,
          weights: weights.map(BigInt),
          quorum: BigInt(quorum),
          challenge: BigInt(challenge),
          nonce: BigInt(nonce),
        }))
      }
    }
  }
  expect(count).toBeGreaterThan(100)
})

it('the embedded ClearNode with the recorded key and clock makes the same signature as the recorded node', () => {
  const { frame = '' } = received.find(({ name, frame: text }) => !name.startsWith('random-') && text.startsWith('{"res":[0,"assets"')) ?? {}
  const clock = Number(/,(\d{13})\],"sig"/.exec(frame)?.[1])
  const pushed: string[] = []
  createEmbeddedClearnode({ clock: () => clock }).connect({ onMessage: text => pushed.push(text), onClose: () => undefined })
  expect(pushed).toEqual([frame])
})
