/**
 * Runs a ClearNode with one session that the given wallet can close: npm run node -- 0x…
 * It needs the packages ethers and ws: npm install --no-save ethers ws
 */
import { createEmbeddedClearnode, serveEmbeddedNode } from 'vue-nitrolite/testing'

const [wallet] = process.argv.slice(2)
if (!wallet) throw new Error('Give the address of your wallet: npm run node -- 0x…')

const node = createEmbeddedClearnode()
const { id } = node.createSession({
  application: 'my-app',
  participants: [wallet, '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'],
  weights: [100, 0],
  quorum: 100,
  allocations: [{ participant: wallet, asset: 'usdc', amount: '1' }],
})
const { url } = await serveEmbeddedNode(node)
console.log(`1. NUXT_PUBLIC_NITROLITE_URL=${url} npm run dev`)
console.log(`2. http://localhost:3000/?session=${id}`)
