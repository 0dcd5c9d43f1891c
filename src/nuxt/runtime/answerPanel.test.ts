import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { PANEL_CHANNEL, type PanelAnswer, type PanelQuestion } from '../../devtools/panel'
import { answerPanel } from './answerPanel'

afterEach(() => { history.replaceState(null, '', '/') })

/** A panel that records the answers. */
function openPanel(panel: string) {
  const channel = new BroadcastChannel(PANEL_CHANNEL)
  onTestFinished(() => { channel.close() })
  const answers: PanelAnswer[] = []
  channel.addEventListener('message', ({ data }: MessageEvent<PanelAnswer | PanelQuestion>) => { if ('to' in data) answers.push(data) })
  return { answers, ask: (nodeId: string) => { channel.postMessage({ panel, nodeId } satisfies PanelQuestion) } }
}

it('each client answers what a panel asks, with the path of its page but without the query', async () => {
  history.replaceState(null, '', '/game?token=hunter2')
  const stops = ['a', 'b'].map(name => answerPanel(nodeId => ({ tree: [], details: { [name]: [{ key: nodeId, value: 1 }] } })))
  const { answers, ask } = openPanel('panel-1')
  ask('login')
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  expect(answers.map(({ to, path, details }) => [to, path, details])).toEqual([
    ['panel-1', '/game', { a: [{ key: 'login', value: 1 }] }], ['panel-1', '/game', { b: [{ key: 'login', value: 1 }] }],
  ])
  expect(new Set(answers.map(({ client }) => client)).size).toBe(2)
  expect(JSON.stringify(answers)).not.toContain('hunter2')
  for (const stop of stops) stop()
})

it('a client is read only when a panel asks, and not after it was stopped', async () => {
  const inspect = vi.fn(() => ({ tree: [], details: {} }))
  const stop = answerPanel(inspect)
  const stopOther = answerPanel(() => ({ tree: [], details: {} }))
  const { answers, ask } = openPanel('panel-1')
  ask('login')
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  // The answer of the other client is not a question.
  expect(inspect).toHaveBeenCalledTimes(1)
  stop()
  ask('login')
  await vi.waitFor(() => expect(answers).toHaveLength(3))
  expect(inspect).toHaveBeenCalledTimes(1)
  stopOther()
})

it('a page that may not open a channel keeps its client to itself', () => {
  vi.stubGlobal('BroadcastChannel', function () { throw new DOMException('denied', 'SecurityError') })
  onTestFinished(() => { vi.unstubAllGlobals() })
  const inspect = vi.fn()
  answerPanel(inspect)()
  expect(inspect).not.toHaveBeenCalled()
})
