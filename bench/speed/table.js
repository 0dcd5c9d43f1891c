const NAME_WIDTH = 46

const cell = (value, width, digits = 0) => (value === undefined || value === null ? '–' : value.toFixed(digits)).padStart(width)

export const singleHeader = `${'one closing at a time'.padEnd(NAME_WIDTH)}${'round trips'.padStart(12)}${'frames'.padStart(8)}`
  + `${'CPU ms'.padStart(9)}${'time ms'.padStart(9)}${'without latency'.padStart(17)}`

export const singleRow = (name, { roundTrips, frames, cpu, time, ownTime }) =>
  name.padEnd(NAME_WIDTH) + cell(roundTrips, 12, 1) + cell(frames, 8, 1) + cell(cpu, 9, 1) + cell(time, 9) + cell(ownTime, 17, 1)

export const manyHeader = `${''.padEnd(NAME_WIDTH)}${'seconds'.padStart(9)}${'half after'.padStart(11)}${'per second'.padStart(11)}`
  + `${'timeouts'.padStart(9)}${'sockets'.padStart(8)}${'frames'.padStart(8)}${'CPU ms'.padStart(8)}`

export const manyRow = (name, figures) => {
  const { seconds, half, perSecond, timeouts, sockets, frames, cpu, results, screen, records, paidBefore, paid, overpaid } = figures
  const lines = [
    name.padEnd(NAME_WIDTH) + cell(seconds, 9, 1) + cell(half, 11, 1) + cell(perSecond, 11, 1) + cell(timeouts, 9) + cell(sockets, 8)
      + cell(frames, 8, 1) + cell(cpu, 8, 1),
    ...records === undefined ? [] : [`  found in the journal: ${records}, of which were paid already: ${paidBefore}`],
    ...results === undefined ? [] : [`  results: ${results}`],
    `  by the ledger: ${paid} paid out, ${overpaid} of them more than once`,
    ...screen === undefined ? [] : [`  a screen that reads a session meanwhile waits ${screen.median.toFixed(0)} ms (median), ${screen.longest.toFixed(0)} ms at most`],
  ]
  return lines.join('\n')
}
