import { once } from 'node:events'
import { idOf } from './traffic.js'

/** A socket that matches answers to requests by their ids. @param WebSocket class of the `ws` package */
export async function openSocket(url, WebSocket) {
  const socket = new WebSocket(url)
  const waiting = new Map()
  socket.on('message', (data) => {
    const id = idOf(data)
    const answer = String(data)
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  await once(socket, 'open')
  return {
    /**
     * Sends a frame.
     * @returns its answer, as text
     * @throws Error where the node answers with an error
     */
    async ask(frame) {
      const answer = await new Promise((resolve) => {
        waiting.set(idOf(frame), resolve)
        socket.send(frame)
      })
      const { res, 0: type } = JSON.parse(answer)
      if (type === 4 || res?.[1] === 'error') throw new Error(`The node refused a request: ${answer}`)
      return answer
    },
    close: () => { socket.close() },
  }
}
