import { describe, expect, it } from 'vitest'
import type { EmbeddedNitronodeOptions } from '../../src/testing'
import { alignOrder, NITRONODE_ORDERS } from './looseOrder'
import { replayNitronode } from './nitronodeReplay'
import { framesByConnection, readRecording, recordingsOf } from './recording'

const NODE = 'nitronode-1.4.1'
const RACE = 'concurrent-close.jsonl'
const RECORDINGS = recordingsOf(NODE)

/** The recorded node of public-calls.jsonl had another name for an asset. */
const ASSETS: EmbeddedNitronodeOptions['assets'] = [
  { name: 'USD Coin', symbol: 'usdc', decimals: 6, token: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', chainId: 137 },
  { name: 'Ether', symbol: 'weth', decimals: 18, token: '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619', chainId: 137 },
]

/** Lists without an order that came in another order. Nothing is masked: not even ids, times or signatures differ. */
const REORDERED: Readonly<Record<string, Record<string, number>>> = {
  // The database sorted participants by their index while its table was new, and moved a full row of the balances.
  'random-101.jsonl': { participants: 3, balances: 2 },
}

/** How often the node named one of several mistakes. Go chooses at random; the replay follows the recording. */
const CHOICES: Readonly<Record<string, number>> = {
  'close-errors.jsonl': 1, 'random-101.jsonl': 2, 'random-102.jsonl': 3, 'random-104.jsonl': 4, 'random-105.jsonl': 7, 'random-106.jsonl': 1,
}

const recordedFrames = (name: string) => Object.fromEntries(framesByConnection(readRecording(name, NODE), '<'))

async function replayed(name: string, options: EmbeddedNitronodeOptions = {}) {
  const { received, choices } = await replayNitronode(readRecording(name, NODE), options)
  return { ...alignOrder(NITRONODE_ORDERS, Object.fromEntries(received), recordedFrames(name)), choices }
}

/** Lets the update of the first connection wait after its version check until another one is committed. */
function holdFirst(): EmbeddedNitronodeOptions {
  let release = (): void => {}
  return {
    latency: (point, { method, connection }) => {
      if (method !== 'app_sessions.v1.submit_app_state') return undefined
      if (connection === 1 && point === 'verified') return new Promise<void>((resolve) => { release = resolve })
      if (connection === 2 && point === 'committed') queueMicrotask(release)
      return undefined
    },
  }
}

it('there are 18 recordings of nitronode 1.4.1 with 1,602 frames of the node', () => {
  expect(RECORDINGS).toHaveLength(18)
  expect(RECORDINGS.flatMap(name => Object.values(recordedFrames(name)).flat())).toHaveLength(1_602)
})

describe('recordings of nitronode 1.4.1', () => {
  it.each(RECORDINGS.filter(name => name !== RACE))('the embedded nitronode answers byte for byte as recorded in %s', async (name) => {
    expect(await replayed(name, name === 'public-calls.jsonl' ? { assets: ASSETS } : {})).toEqual({
      frames: recordedFrames(name), reordered: REORDERED[name] ?? {}, choices: CHOICES[name] ?? 0,
    })
  })

  it(`the embedded nitronode answers as recorded in ${RACE}, if the refused close waits after its version check`, async () => {
    const { frames } = await replayed(RACE, holdFirst())
    const withoutTimes = (all: Readonly<Record<string, readonly string[]>>) =>
      Object.fromEntries(Object.entries(all).map(([label, texts]) => [label, texts.map(text => text.replace(/,\d{13}\]$/, ',*]'))]))
    expect(withoutTimes(frames)).toEqual(withoutTimes(recordedFrames(RACE)))
  })
})
