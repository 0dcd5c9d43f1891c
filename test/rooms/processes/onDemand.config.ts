import { defineConfig } from 'vitest/config'

/** For `npm run faults -- --node rooms`: any number of rounds with worker processes. */
export default defineConfig({
  test: { name: 'rooms', include: ['test/rooms/processes/onDemand.faults.ts'], disableConsoleIntercept: true, hookTimeout: 120_000 },
})
