import { PANEL_CHANNEL, type OfferToPanel, type PanelAnswer, type PanelQuestion } from '../../devtools/panel'

/** @returns null if the page may not send messages to other pages of its origin */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(PANEL_CHANNEL)
  }
  catch {
    return null
  }
}

/** Answers what panels ask about a client. Nothing is read as long as no panel is open. */
export const answerPanel: OfferToPanel = (inspect) => {
  const channel = openChannel()
  if (!channel) return () => {}
  // Pages that are not served over HTTPS have no crypto.randomUUID.
  const client = `${performance.timeOrigin} ${Math.random()}`
  channel.addEventListener('message', ({ data }: MessageEvent<PanelQuestion | PanelAnswer>) => {
    if (!('nodeId' in data)) return
    const answer: PanelAnswer = {
      to: data.panel,
      client,
      path: location.pathname,
      isVisible: document.visibilityState === 'visible',
      ...inspect(data.nodeId),
    }
    channel.postMessage(answer)
  })
  return () => { channel.close() }
}
