import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Starts a program in a process of its own, which answers calls by name.
 * @param url of the program
 * @param options what the program gets as its argument
 */
export function startProcess(url, options) {
  const child = fork(fileURLToPath(url), [JSON.stringify(options)], { execArgv: [] })
  const waiting = new Map()
  let calls = 0
  child.on('message', ({ number, result }) => {
    waiting.get(number)(result)
    waiting.delete(number)
  })
  child.on('exit', (code) => { if (code !== 0) throw new Error(`The process of the node ended with code ${code}.`) })
  return {
    call: (name, ...args) => new Promise((resolve) => {
      const number = ++calls
      waiting.set(number, resolve)
      child.send({ number, call: name, args })
    }),
    stop: () => { child.disconnect() },
  }
}
