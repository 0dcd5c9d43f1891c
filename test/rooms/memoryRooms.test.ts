import { createMemoryRooms } from '../../src/node'
import { describeRoomStore } from '../helpers/roomStoreContract'

describeRoomStore('memory', async () => {
  let now = 1_000
  const store = createMemoryRooms({ now: () => now })
  return { store, other: store, pass: async (ms) => { now += ms } }
})
